package hijackleak

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/observe"
)

// uses is what a function does with a value it holds: the values that are the
// same, and the instructions after which somebody else answers for it.
type uses struct {
	aliases map[ssa.Value]bool
	cells   map[ssa.Value]bool // variables that hold it
	taken   map[ssa.Instruction]bool
	order   []ssa.Value
}

// usesOf follows v, a connection or (a free variable) the variable of one,
// through the function it belongs to.
func (c *checker) usesOf(v ssa.Value) *uses {
	if u, ok := c.uses[v]; ok {
		return u
	}
	u := &uses{aliases: map[ssa.Value]bool{}, cells: map[ssa.Value]bool{}, taken: map[ssa.Instruction]bool{}}
	c.uses[v] = u
	if _, ok := v.(*ssa.FreeVar); ok {
		u.cell(v) // go/ssa captures variables, not values
	} else {
		u.alias(v)
	}
	for i := 0; i < len(u.order); i++ {
		refs := u.order[i].Referrers()
		if refs == nil {
			continue
		}
		for _, ref := range *refs {
			c.use(u, u.order[i], ref)
		}
	}
	return u
}

func (u *uses) alias(v ssa.Value) {
	if !u.aliases[v] {
		u.aliases[v] = true
		u.order = append(u.order, v)
	}
}

func (u *uses) cell(v ssa.Value) {
	if !u.cells[v] {
		u.cells[v] = true
		u.order = append(u.order, v)
	}
}

// use records one use of v.
func (c *checker) use(u *uses, v ssa.Value, ref ssa.Instruction) {
	switch r := ref.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
	case *ssa.Phi:
		u.alias(r)
	case *ssa.ChangeType:
		u.alias(r)
	case *ssa.ChangeInterface:
		u.alias(r)
	case *ssa.MakeInterface:
		u.alias(r)
	case *ssa.TypeAssert:
		u.alias(r)
	case *ssa.Extract:
		if r.Index == 0 {
			u.alias(r)
		}
	case *ssa.UnOp:
		if r.Op == token.MUL && u.cells[v] {
			u.alias(r)
		}
	case *ssa.FieldAddr: // of a connection that is a struct: its methods may be those of the embedded one
		if embeds(r) {
			u.alias(r)
		}
	case *ssa.Field:
	case *ssa.Store:
		c.stored(u, v, r)
	case *ssa.MakeClosure:
		c.captured(u, v, r)
	case ssa.CallInstruction:
		c.called(u, v, r)
	default: // returned, sent, put into a map, …
		u.taken[ref] = true
	}
}

func embeds(f *ssa.FieldAddr) bool {
	p, ok := f.X.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	s, ok := p.Elem().Underlying().(*types.Struct)
	return ok && s.Field(f.Field).Embedded()
}

func (c *checker) stored(u *uses, v ssa.Value, s *ssa.Store) {
	if s.Addr == v {
		return // the variable gets something else
	}
	switch addr := s.Addr.(type) {
	case *ssa.Alloc:
		u.cell(addr)
		return
	case *ssa.FreeVar:
		u.taken[s] = true // the variable of a function around this one
		return
	case *ssa.IndexAddr:
		if args, ok := addr.X.(*ssa.Alloc); ok && args.Comment == "varargs" {
			if onlyObserved(args) {
				return
			}
		}
	}
	u.taken[s] = true
}

// onlyObserved reports whether the variadic arguments go to a logger or to a
// function that formats them.
func onlyObserved(args *ssa.Alloc) bool {
	for _, ref := range *args.Referrers() {
		s, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, ref := range *s.Referrers() {
			call, ok := ref.(ssa.CallInstruction)
			if !ok {
				return false
			}
			fn := calleeOf(call.Common())
			if fn == nil || !observe.Only(fn) && (fn.Pkg() == nil || fn.Pkg().Path() != "fmt") {
				return false
			}
		}
	}
	return true
}

// captured handles a literal, or a method value, that holds the value.
func (c *checker) captured(u *uses, v ssa.Value, m *ssa.MakeClosure) {
	fn := m.Fn.(*ssa.Function)
	if strings.HasPrefix(fn.Synthetic, "bound method wrapper") {
		if obj, ok := fn.Object().(*types.Func); ok && closes(obj) {
			u.taken[m] = true
		}
		return
	}
	for i, b := range m.Bindings {
		if b == v && c.takes(fn.FreeVars[i]) {
			u.taken[m] = true
		}
	}
}

// takes reports whether the function that v, a parameter or free variable,
// belongs to answers for the connection: closes it, keeps it or hands it on.
func (c *checker) takes(v ssa.Value) bool { return len(c.usesOf(v).taken) > 0 }

// called handles a call that gets the value as receiver or argument.
func (c *checker) called(u *uses, v ssa.Value, call ssa.CallInstruction) {
	common := call.Common()
	if u.cells[v] {
		u.taken[call] = true // its variable's address
		return
	}
	if _, ok := common.Value.(*ssa.Builtin); ok {
		return
	}
	fn := calleeOf(common)
	static := common.StaticCallee()
	seen := static != nil && static.Blocks != nil
	if common.IsInvoke() && common.Value == v || !seen && fn != nil && fn.Signature().Recv() != nil && common.Args[0] == v {
		c.method(u, fn, call)
		return
	}
	if fn != nil && borrows(fn) {
		return
	}
	if seen {
		for i, arg := range common.Args {
			if arg == v && (i >= len(static.Params) || c.takes(static.Params[i])) {
				u.taken[call] = true
			}
		}
		return
	}
	for i, arg := range common.Args {
		if arg == v && !c.onlyBorrows(fn, i) {
			u.taken[call] = true
		}
	}
}

// method handles a call of the connection's own method.
func (c *checker) method(u *uses, fn *types.Func, call ssa.CallInstruction) {
	switch {
	case closes(fn):
		u.taken[call] = true
	case inner[fn.Name()]:
		if v := call.Value(); v != nil {
			u.alias(v)
		}
	}
}

// closes reports whether the method ends the connection, or has it ended:
// Close, CloseNow, and CloseRead of coder/websocket, whose goroutine does.
func closes(fn *types.Func) bool {
	return strings.HasPrefix(fn.Name(), "Close") && fn.Name() != "CloseHandler"
}

// inner are methods that return the connection below.
var inner = map[string]bool{"NetConn": true, "UnderlyingConn": true}

// borrowers are packages whose functions read or write, and leave the closing
// to their caller.
var borrowers = map[string]bool{
	"io":              true,
	"fmt":             true,
	"bufio":           true,
	"encoding/json":   true,
	"encoding/binary": true,
	"encoding/gob":    true,
	"html/template":   true,
	"text/template":   true,
}

// borrowing are further such functions.
var borrowing = map[funcName]bool{
	{"net/http", "Response", "Write"}:                          true,
	{"net/http", "Request", "Write"}:                           true,
	{"net/http", "Request", "WriteProxy"}:                      true,
	{"net/http", "Header", "Write"}:                            true,
	{"net/http", "", "ReadRequest"}:                            true,
	{"net/http", "", "ReadResponse"}:                           true,
	{"github.com/coder/websocket/wsjson", "", "Read"}:          true,
	{"github.com/coder/websocket/wsjson", "", "Write"}:         true,
	{"nhooyr.io/websocket/wsjson", "", "Read"}:                 true,
	{"nhooyr.io/websocket/wsjson", "", "Write"}:                true,
	{"github.com/gobwas/ws/wsutil", "", "ReadClientData"}:      true,
	{"github.com/gobwas/ws/wsutil", "", "ReadClientText"}:      true,
	{"github.com/gobwas/ws/wsutil", "", "WriteServerMessage"}:  true,
	{"github.com/gobwas/ws/wsutil", "", "WriteServerText"}:     true,
	{"github.com/gobwas/ws/wsutil", "", "WriteServerBinary"}:   true,
	{"github.com/gorilla/websocket", "", "IsWebSocketUpgrade"}: true,
}

func borrows(fn *types.Func) bool {
	return borrowing[nameOf(fn)] || observe.Only(fn) || fn.Pkg() != nil && borrowers[fn.Pkg().Path()] && fn.Signature().Recv() == nil
}
