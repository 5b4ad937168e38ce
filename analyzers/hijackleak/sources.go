package hijackleak

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A source is a function that takes a connection away from the server and
// returns it.
type source struct {
	conn, err int // its results; err is -1 if it has none
	verb      string
	w         int // the argument that is the ResponseWriter, receiver first; -1 if there is none
}

type funcName struct{ pkg, recv, name string }

// upgrades are the functions beside Hijack itself.
var upgrades = map[funcName]*source{
	{"github.com/gorilla/websocket", "Upgrader", "Upgrade"}: {0, 1, "upgraded", 1},
	{"github.com/gorilla/websocket", "", "Upgrade"}:         {0, 1, "upgraded", 0},
	{"github.com/coder/websocket", "", "Accept"}:            {0, 1, "upgraded", 0},
	{"nhooyr.io/websocket", "", "Accept"}:                   {0, 1, "upgraded", 0},
	{"github.com/gobwas/ws", "", "UpgradeHTTP"}:             {0, 3, "upgraded", 1},
	{"github.com/gobwas/ws", "HTTPUpgrader", "Upgrade"}:     {0, 3, "upgraded", 2},
}

var hijackSource = &source{0, 2, "hijacked", 0}

// known returns fn as a source, or nil.
func known(fn *types.Func) *source {
	if fn.Name() == "Hijack" && isHijack(fn.Signature()) {
		return hijackSource
	}
	return upgrades[nameOf(fn)]
}

func nameOf(fn *types.Func) funcName {
	n := funcName{name: fn.Name()}
	if fn.Pkg() != nil {
		n.pkg = fn.Pkg().Path()
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if t := shape.Named(recv.Type()); t != nil {
			n.recv = t.Obj().Name()
		}
	}
	return n
}

// isHijack recognises the signature of net/http's Hijacker.
func isHijack(sig *types.Signature) bool {
	res := sig.Results()
	return sig.Recv() != nil && sig.Params().Len() == 0 && res.Len() == 3 &&
		isNamed(res.At(0).Type(), "net", "Conn") && isNamed(res.At(1).Type(), "bufio", "ReadWriter")
}

// source returns what the call calls as a source, or nil.
func (c *checker) source(call *ssa.CallCommon) *source {
	if fn := calleeOf(call); fn != nil {
		if s := known(fn); s != nil {
			return s
		}
	}
	if fn := call.StaticCallee(); fn != nil && fn.Blocks != nil {
		return c.wrapper(fn)
	}
	return nil
}

// wrapper returns fn as a source if it returns a connection that it hijacks.
func (c *checker) wrapper(fn *ssa.Function) *source {
	if s, ok := c.sources[fn]; ok {
		return s
	}
	c.sources[fn] = nil
	res := fn.Signature.Results()
	if res.Len() == 0 || !isConn(res.At(0).Type()) {
		return nil
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if !ok {
				continue
			}
			s := c.source(&call.Call)
			if s == nil || !c.returns(fn, resultOf(call, s.conn)) {
				continue
			}
			c.sources[fn] = wrapped(fn, s, call)
			return c.sources[fn]
		}
	}
	return nil
}

// wrapped describes fn, which returns what call hijacks, as a source.
func wrapped(fn *ssa.Function, s *source, call *ssa.Call) *source {
	w := &source{conn: 0, err: -1, verb: s.verb, w: -1}
	res := fn.Signature.Results()
	if last := res.Len() - 1; last > 0 && types.Identical(res.At(last).Type(), types.Universe.Lookup("error").Type()) {
		w.err = last
	}
	if writer := s.writer(call); writer != nil {
		for i, p := range fn.Params {
			if placeOf(p) == placeOf(writer) {
				w.w = i
			}
		}
	}
	return w
}

// returns reports whether fn returns v as its first result.
func (c *checker) returns(fn *ssa.Function, v ssa.Value) bool {
	if v == nil {
		return false
	}
	aliases := c.usesOf(v).aliases
	for _, b := range fn.Blocks {
		if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(r.Results) > 0 && aliases[r.Results[0]] {
			return true
		}
	}
	return false
}

// writer returns the ResponseWriter, or what holds it, that call hijacks.
func (s *source) writer(call *ssa.Call) ssa.Value {
	args := call.Call.Args
	if call.Call.IsInvoke() {
		args = append([]ssa.Value{call.Call.Value}, args...)
	}
	if s.w < 0 || s.w >= len(args) {
		return nil
	}
	return args[s.w]
}

// resultOf returns a result of the call; nil if it is thrown away.
func resultOf(call *ssa.Call, i int) ssa.Value {
	if i < 0 {
		return nil
	}
	if _, ok := call.Type().(*types.Tuple); !ok {
		return call
	}
	for _, ref := range *call.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok && ex.Index == i {
			return ex
		}
	}
	return nil
}

// calleeOf returns the function or interface method that the call calls, or nil.
func calleeOf(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method
	}
	if fn := call.StaticCallee(); fn != nil {
		if obj, ok := fn.Object().(*types.Func); ok {
			return obj.Origin()
		}
	}
	return nil
}

func isNamed(t types.Type, pkg, name string) bool {
	n := shape.Named(t)
	return n != nil && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg
}

// connTypes are the types of connections that the sources return.
var connTypes = map[funcName]bool{
	{"net", "", "Conn"}:                          true,
	{"github.com/gorilla/websocket", "", "Conn"}: true,
	{"github.com/coder/websocket", "", "Conn"}:   true,
	{"nhooyr.io/websocket", "", "Conn"}:          true,
}

// streams are the interfaces under which a connection is handed to code that
// only reads or writes, or closes it.
var streams = map[funcName]bool{
	{"io", "", "Reader"}:          true,
	{"io", "", "Writer"}:          true,
	{"io", "", "Closer"}:          true,
	{"io", "", "ReadWriter"}:      true,
	{"io", "", "ReadCloser"}:      true,
	{"io", "", "WriteCloser"}:     true,
	{"io", "", "ReadWriteCloser"}: true,
}

// isConn reports whether a connection can be handed on as a t.
func isConn(t types.Type) bool {
	n := shape.Named(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	name := funcName{n.Obj().Pkg().Path(), "", n.Obj().Name()}
	return connTypes[name] || streams[name]
}
