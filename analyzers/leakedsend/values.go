package leakedsend

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// byValue handles protocols in which the parent stops listening because of
// what it has received: a value that says "this was the last", or an error
// after which the goroutine stops as well.
func (q *query) byValue(f *chans.Frame, iff *ssa.If, to *ssa.BasicBlock, s *state) {
	b := iff.Block()
	other := b.Succs[0]
	if other == to {
		other = b.Succs[1]
	}
	if q.feeds(f, to) || !q.feeds(f, other) {
		return
	}
	ch := received(iff.Cond, 8)
	if ch == nil {
		return
	}
	ends := q.ends
	if !f.Holds(ch) {
		if ends = q.c.localEnds(q, f, ch); ends == nil {
			return
		}
	}
	for _, sp := range q.spawns {
		if sp.single && s.p[sp.index] > 0 && q.hasFinal(ends, sp) {
			s.remove(sp.index)
		}
	}
}

// received returns the channel that v was computed from, if from nothing else.
func received(v ssa.Value, depth int) ssa.Value {
	if depth == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		switch v.Op {
		case token.ARROW:
			return v.X
		case token.MUL:
			return loaded(v.X, depth)
		}
		return received(v.X, depth-1)
	case *ssa.Extract:
		if sel, ok := v.Tuple.(*ssa.Select); ok {
			return selectedChan(sel, v.Index)
		}
		return received(v.Tuple, depth-1)
	case *ssa.BinOp:
		if ch := received(v.X, depth-1); ch != nil && fixed(v.Y) {
			return ch
		}
		if fixed(v.X) {
			return received(v.Y, depth-1)
		}
	case *ssa.Field:
		return received(v.X, depth-1)
	case *ssa.TypeAssert:
		return received(v.X, depth-1)
	case *ssa.ChangeInterface:
		return received(v.X, depth-1)
	case *ssa.MakeInterface:
		return received(v.X, depth-1)
	case *ssa.ChangeType:
		return received(v.X, depth-1)
	case *ssa.Call:
		return receivedCall(&v.Call, depth)
	}
	return nil
}

// receivedCall handles questions put to a received value: its methods, len,
// errors.Is.
func receivedCall(c *ssa.CallCommon, depth int) ssa.Value {
	if c.IsInvoke() {
		if len(c.Args) > 0 {
			return nil
		}
		return received(c.Value, depth-1)
	}
	if len(c.Args) == 0 {
		return nil
	}
	for _, arg := range c.Args[1:] {
		if !fixed(arg) {
			return nil
		}
	}
	if fn := c.StaticCallee(); fn != nil && fn.Signature.Recv() == nil &&
		(fn.Pkg == nil || fn.Pkg.Pkg.Path() != "errors") {
		return nil
	}
	return received(c.Args[0], depth-1)
}

// loaded handles a received value that was put in a variable first.
func loaded(addr ssa.Value, depth int) ssa.Value {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		if _, isLocal := a.X.(*ssa.Alloc); isLocal {
			return loaded(a.X, depth-1)
		}
		return received(a.X, depth-1)
	case *ssa.Alloc:
		for _, ref := range *a.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == a {
				if ch := received(s.Val, depth-1); ch != nil {
					return ch
				}
			}
		}
	}
	return nil
}

func selectedChan(sel *ssa.Select, index int) ssa.Value {
	k := 2
	for _, st := range sel.States {
		if st.Dir != types.RecvOnly {
			continue
		}
		if k == index {
			return st.Chan
		}
		k++
	}
	return nil
}

// fixed reports whether v stays the same: a constant or a package variable
// such as io.EOF.
func fixed(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		_, ok := v.X.(*ssa.Global)
		return ok && v.Op == token.MUL
	case *ssa.MakeInterface:
		return fixed(v.X)
	}
	return false
}

type finalKey struct {
	ends *chans.Ends
	sp   *spawn
}

// hasFinal reports whether the goroutine of sp sends something on the channel of
// ends after which it makes no more demands, or decides about that by what it
// has just sent.
func (q *query) hasFinal(ends *chans.Ends, sp *spawn) bool {
	k := finalKey{ends, sp}
	if v, ok := q.final[k]; ok {
		return v
	}
	found := false
	ends.Root.EachOp(func(op *chans.Op) {
		if op.Kind != chans.Send || op.Frame.Goroutine() == nil || !same(op.Frame.Goroutine(), sp.frame) {
			return
		}
		s := lift(op, op.Frame.Goroutine())
		found = found || sp.finishedBy(s) || sp.stopsAfter(s, sentValue(op))
	})
	q.final[k] = found
	return found
}

func sentValue(op *chans.Op) ssa.Value {
	switch in := op.Instr.(type) {
	case *ssa.Send:
		return in.X
	case *ssa.Select:
		return in.States[op.Case].Send
	}
	return nil
}

// stopsAfter reports whether, after sending v at s, a condition on a part of v
// decides whether there are more demands.
func (sp *spawn) stopsAfter(s spot, v ssa.Value) bool {
	if v == nil || s.deferred {
		return false
	}
	parts := map[ssa.Value]bool{}
	components(v, parts, 6)
	for _, b := range s.at.Parent().Blocks {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !before(s.at, iff) {
			continue // not about what was sent just before
		}
		tested := map[ssa.Value]bool{}
		components(iff.Cond, tested, 6)
		shared := false
		for t := range tested {
			shared = shared || parts[t]
		}
		if shared && (sp.over(b.Succs[0]) || sp.over(b.Succs[1])) {
			return true
		}
	}
	return false
}

// over reports whether no demand can follow once control is at b.
func (sp *spawn) over(b *ssa.BasicBlock) bool {
	return sp.finishedBy(spot{at: b.Instrs[0]}) && !sp.demandsAt(b.Instrs[0])
}

func (sp *spawn) demandsAt(in ssa.Instruction) bool {
	for _, site := range sp.sites {
		if s := lift(site, sp.frame); s.at == in && !s.deferred {
			return true
		}
	}
	return false
}

// components collects the values that v is made of.
func components(v ssa.Value, into map[ssa.Value]bool, depth int) {
	if depth == 0 {
		return
	}
	switch v.(type) {
	case nil, *ssa.Const, *ssa.Global, *ssa.Function, *ssa.Builtin:
		return
	}
	into[v] = true
	if alloc, ok := v.(*ssa.Alloc); ok {
		for _, ref := range *alloc.Referrers() {
			switch r := ref.(type) {
			case *ssa.Store:
				if r.Addr == alloc {
					components(r.Val, into, depth-1)
				}
			case *ssa.FieldAddr:
				for _, ref := range *r.Referrers() {
					if s, ok := ref.(*ssa.Store); ok && s.Addr == r {
						components(s.Val, into, depth-1)
					}
				}
			}
		}
		return
	}
	if in, ok := v.(ssa.Instruction); ok {
		if _, isPhi := v.(*ssa.Phi); isPhi {
			return
		}
		if call, isCall := v.(*ssa.Call); isCall {
			if b, ok := call.Type().Underlying().(*types.Basic); ok && b.Kind() == types.Bool {
				for _, arg := range call.Call.Args {
					components(arg, into, depth-1) // a question, like errors.Is
				}
			}
			return
		}
		for _, op := range in.Operands(nil) {
			if *op != nil {
				components(*op, into, depth-1)
			}
		}
	}
}

// stopsByValue reports whether a receiving goroutine leaves its loop because of
// the value it received.
func (q *query) stopsByValue() bool {
	for _, sp := range q.spawns {
		for _, site := range sp.sites {
			f := site.Frame
			if f.Extern != nil {
				continue
			}
			for _, l := range chans.Around(q.c.loopsOf(f.Fn), site.Instr.Block()) {
				if leavesByValue(f, l) {
					return true
				}
			}
		}
	}
	return false
}

func leavesByValue(f *chans.Frame, l *chans.Loop) bool {
	for b := range l.Blocks {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || l.Blocks[b.Succs[0]] && l.Blocks[b.Succs[1]] {
			continue
		}
		if ex, ok := iff.Cond.(*ssa.Extract); ok && ex.Index == 1 {
			continue // whether it was closed
		}
		if ch := received(iff.Cond, 8); ch != nil && f.Holds(ch) {
			return true
		}
	}
	return false
}
