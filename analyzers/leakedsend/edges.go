package leakedsend

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// edge returns the state after control went from b to its i'th successor; ok is
// false if it cannot, or if all demands are met there.
func (q *query) edge(f *chans.Frame, b *ssa.BasicBlock, i int, s state) (state, bool) {
	to := b.Succs[i]
	if iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && b.Succs[0] != b.Succs[1] {
		var fine bool
		if s, fine = q.branch(f, iff, i == 0, to, s); !fine {
			return s, false
		}
	}
	q.merge(f, b, to, &s)
	return s, true
}

// branch takes one side of a condition.
func (q *query) branch(f *chans.Frame, iff *ssa.If, side bool, to *ssa.BasicBlock, s state) (state, bool) {
	if sel, n, ok := selectCase(iff.Cond); ok {
		return q.selected(f, sel, n, side, s)
	}
	if q.closedTest(f, iff.Cond, s) {
		return s, side // not ok: the channel was closed, everything is received
	}
	if isNil, ok := q.nilTest(f, iff.Cond); ok {
		return s, side == !isNil
	}
	if v, ok := decided(f, iff.Cond); ok {
		return s, side == v
	}
	if isNil, ok := q.failedTest(iff.Cond); ok {
		return s, side == isNil // who gets a channel gets no error
	}
	bit, flip, ok := q.bitOf(f, iff.Cond)
	if ok && s.known&(1<<bit) != 0 {
		return s, (s.value&(1<<bit) != 0) != flip == side
	}
	if ok {
		s.set(bit, side != flip)
	}
	if q.normalExit(f, iff, to) {
		return s, false
	}
	q.byValue(f, iff, to, &s)
	return s, true
}

// selectCase recognises the test whether case n of a select was taken.
func selectCase(cond ssa.Value) (sel *ssa.Select, n int, ok bool) {
	cmp, isCmp := cond.(*ssa.BinOp)
	if !isCmp || cmp.Op != token.EQL {
		return nil, 0, false
	}
	ex, isEx := cmp.X.(*ssa.Extract)
	if !isEx || ex.Index != 0 {
		return nil, 0, false
	}
	sel, ok = ex.Tuple.(*ssa.Select)
	if !ok {
		return nil, 0, false
	}
	n, ok = chans.ConstInt(cmp.Y)
	return sel, n, ok && n < len(sel.States)
}

// selected goes on with case n of the select, or past it.
func (q *query) selected(f *chans.Frame, sel *ssa.Select, n int, side bool, s state) (state, bool) {
	last := n == len(sel.States)-1
	if !side {
		if last && len(f.Ops[sel]) > 0 && !sel.Blocking {
			s.leave = sel.Pos()
		}
		return s, !last || !sel.Blocking
	}
	s.sel, s.taken = sel, n
	st := sel.States[n]
	if q.isNil(st.Chan, &s) {
		return s, false // never ready
	}
	mine := f.Holds(st.Chan)
	if len(f.Ops[sel]) > 0 && !mine {
		s.leave = st.Pos
	}
	var after []state
	switch {
	case st.Dir == types.RecvOnly:
		after = q.receive(f, sel, st.Chan, s)
	case mine && q.demand == chans.Recv:
		after = q.met(s)
	default:
		return s, true
	}
	if len(after) == 0 {
		return s, false
	}
	return after[0], true
}

// closedTest reports whether cond is the ok of a receive from the channel.
func (q *query) closedTest(f *chans.Frame, cond ssa.Value, s state) bool {
	ex, ok := cond.(*ssa.Extract)
	if !ok || ex.Index != 1 || q.demand != chans.Send {
		return false
	}
	switch t := ex.Tuple.(type) {
	case *ssa.UnOp:
		return t.Op == token.ARROW && f.Holds(t.X)
	case *ssa.Select:
		return s.sel == t && s.taken >= 0 && f.Holds(t.States[s.taken].Chan)
	}
	return false
}

// nilTest recognises a comparison of the channel with nil, which it is not.
func (q *query) nilTest(f *chans.Frame, cond ssa.Value) (whenNil, ok bool) {
	cmp, isCmp := cond.(*ssa.BinOp)
	if !isCmp || cmp.Op != token.EQL && cmp.Op != token.NEQ || !f.Holds(cmp.X) {
		return false, false
	}
	c, isConst := cmp.Y.(*ssa.Const)
	return cmp.Op == token.EQL, isConst && c.Value == nil
}

// decided evaluates a condition on what the frame is called with, if that is a
// constant. Nothing panics: a goroutine that sends in place of what a panic kept
// it from sending sends once.
func decided(f *chans.Frame, cond ssa.Value) (value, ok bool) {
	switch c := cond.(type) {
	case *ssa.UnOp:
		if c.Op == token.NOT {
			value, ok = decided(f, c.X)
			return !value, ok
		}
	case *ssa.BinOp:
		if k, isConst := c.Y.(*ssa.Const); isConst && k.IsNil() && recovers(c.X) {
			return c.Op == token.EQL, c.Op == token.EQL || c.Op == token.NEQ
		}
		x, y := constOf(f, c.X), constOf(f, c.Y)
		if x == nil || y == nil || c.Op != token.EQL && c.Op != token.NEQ {
			return false, false
		}
		return constant.Compare(x, c.Op, y), true
	case *ssa.Parameter:
		if v := constOf(f, c); v != nil && v.Kind() == constant.Bool {
			return constant.BoolVal(v), true
		}
	}
	return false, false
}

// recovers reports whether v is what recover returned.
func recovers(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "recover"
}

func constOf(f *chans.Frame, v ssa.Value) constant.Value {
	_, v = f.Resolve(v)
	if c, ok := v.(*ssa.Const); ok {
		return c.Value
	}
	return nil
}

// failedTest recognises a comparison with nil of the error that came with the
// channel from the function that made it: it is nil.
func (q *query) failedTest(cond ssa.Value) (whenNil, ok bool) {
	mine, isExtract := q.ends.Origin.(*ssa.Extract)
	cmp, isCmp := cond.(*ssa.BinOp)
	if !isExtract || !isCmp || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return false, false
	}
	if c, isConst := cmp.Y.(*ssa.Const); !isConst || c.Value != nil {
		return false, false
	}
	from := func(v ssa.Value) bool {
		ex, ok := v.(*ssa.Extract)
		return ok && ex.Tuple == mine.Tuple
	}
	found := from(cmp.X)
	if load, ok := cmp.X.(*ssa.UnOp); ok && load.Op == token.MUL {
		if cell, ok := load.X.(*ssa.Alloc); ok {
			stores, _ := chans.Stores(cell)
			for _, s := range stores {
				found = found || from(s.Val)
			}
		}
	}
	return cmp.Op == token.EQL, found
}

// bitOf returns the bit of a condition; the value of cond is its opposite if flip.
func (q *query) bitOf(f *chans.Frame, cond ssa.Value) (bit uint, flip, ok bool) {
	for {
		if not, isNot := cond.(*ssa.UnOp); isNot && not.Op == token.NOT {
			cond, flip = not.X, !flip
			continue
		}
		break
	}
	var deps []ssa.Value
	key, differs := condKey(f, cond, &deps)
	bit, known := q.conds[key]
	if !known {
		bit = uint(len(q.conds))
		if bit >= 64 {
			return 0, false, false
		}
		q.conds[key] = bit
	}
	if _, merged := cond.(*ssa.Phi); !merged { // merge takes care of that
		for _, d := range deps {
			q.clears[d] |= 1 << bit
		}
	}
	return bit, flip != differs, true
}

// condKey names a condition, so that two tests of the same thing are one. The
// values that it depends on are appended to deps.
func condKey(f *chans.Frame, cond ssa.Value, deps *[]ssa.Value) (key any, flip bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return leafKey(f, cond, deps), false
	}
	op := cmp.Op
	if op == token.NEQ {
		op, flip = token.EQL, true
	}
	return fmt.Sprint(op, leafKey(f, cmp.X, deps), " ", leafKey(f, cmp.Y, deps)), flip
}

func leafKey(f *chans.Frame, v ssa.Value, deps *[]ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Const:
		return v.String()
	case *ssa.Parameter, *ssa.FreeVar:
		return f.Place(v)
	case *ssa.UnOp:
		if v.Op == token.MUL && stable(v.X) {
			return "*" + f.Place(v.X)
		}
	}
	*deps = append(*deps, v)
	return fmt.Sprintf("%p", v)
}

// stable reports whether what addr points to is likely to stay as it is while
// the function runs: a field, or a variable that is assigned once.
func stable(addr ssa.Value) bool {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		return true
	case *ssa.Alloc:
		stores, ok := chans.Stores(a)
		return ok && len(stores) == 1 && stores[0].Block() == a.Block()
	case *ssa.FreeVar:
		stores, ok := chans.Stores(a)
		return ok && len(stores) == 0
	}
	return false
}

// merge gives the boolean phis of a block the values they have when control
// comes from pred, where these are known.
func (q *query) merge(f *chans.Frame, pred, to *ssa.BasicBlock, s *state) {
	for _, in := range to.Instrs {
		phi, ok := in.(*ssa.Phi)
		if !ok {
			break
		}
		if isChan(phi.Type()) {
			q.mergeNil(f, pred, phi, s)
			continue
		}
		if b, ok := phi.Type().Underlying().(*types.Basic); !ok || b.Info()&types.IsBoolean == 0 {
			continue
		}
		bit, _, ok := q.bitOf(f, phi)
		if !ok {
			continue
		}
		for i, p := range to.Preds {
			if p == pred {
				q.setPhi(f, bit, phi.Edges[i], s)
			}
		}
	}
}

func (q *query) setPhi(f *chans.Frame, bit uint, v ssa.Value, s *state) {
	s.known &^= 1 << bit
	if c, ok := v.(*ssa.Const); ok && c.Value != nil {
		s.set(bit, constant.BoolVal(c.Value))
		return
	}
	if from, flip, ok := q.bitOf(f, v); ok && from != bit && s.known&(1<<from) != 0 {
		s.set(bit, (s.value&(1<<from) != 0) != flip)
	}
}

// A nilKey names the question whether a channel variable is nil.
type nilKey struct{ phi *ssa.Phi }

func (q *query) nilBit(phi *ssa.Phi) (uint, bool) {
	bit, ok := q.conds[nilKey{phi}]
	if !ok {
		if bit = uint(len(q.conds)); bit >= 64 {
			return 0, false
		}
		q.conds[nilKey{phi}] = bit
	}
	return bit, true
}

// mergeNil notes whether a channel variable is nil when control comes from
// pred: its case of a select is switched off then.
func (q *query) mergeNil(f *chans.Frame, pred *ssa.BasicBlock, phi *ssa.Phi, s *state) {
	bit, ok := q.nilBit(phi)
	if !ok {
		return
	}
	for i, p := range phi.Block().Preds {
		if p == pred {
			s.set(bit, q.isNil(phi.Edges[i], s))
		}
	}
}

func (q *query) isNil(v ssa.Value, s *state) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.Value == nil
	case *ssa.ChangeType:
		return q.isNil(v.X, s)
	case *ssa.Phi:
		bit, ok := q.nilBit(v)
		return ok && s.known&(1<<bit) != 0 && s.value&(1<<bit) != 0
	}
	return false
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// seed records the conditions under which control gets to b.
func (q *query) seed(s *state, b *ssa.BasicBlock) {
	for d := b.Idom(); d != nil; d = d.Idom() {
		iff, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		for i, succ := range d.Succs {
			if len(succ.Preds) == 1 && succ.Dominates(b) {
				if bit, flip, ok := q.bitOf(q.ends.Root, iff.Cond); ok {
					s.set(bit, (i == 0) != flip)
				}
			}
		}
	}
}
