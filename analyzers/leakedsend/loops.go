package leakedsend

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// normalExit reports whether control leaves, by this side of a condition, a
// loop that supplies because the loop has done what it set out to do. Then as
// many supplies were made as the loop counts: taken to be enough.
func (q *query) normalExit(f *chans.Frame, iff *ssa.If, to *ssa.BasicBlock) bool {
	if q.demand == chans.Recv && q.endless() {
		return false // only a close will do
	}
	b := iff.Block()
	for _, l := range chans.Around(q.c.loopsOf(f.Fn), b) {
		if l.Blocks[to] || f.Up == nil && l.Blocks[originBlock(q.ends.Origin)] || !q.suppliesInFrame(f, l) {
			continue
		}
		switch {
		case l.Header != b:
			if counts(l, iff.Cond) && !q.countsOthers(f, l, iff.Cond) {
				return true
			}
		case readsContextErr(iff.Cond):
		case l.Counted():
			if !q.bypassed(f, l) {
				return true
			}
		case !q.countsOthers(f, l, iff.Cond):
			return true
		}
	}
	return q.leftOut(f, iff, to)
}

// leftOut reports whether control leaves out, by this side of a condition, a range
// over a number that supplies each time round: it counts to nothing then.
func (q *query) leftOut(f *chans.Frame, iff *ssa.If, to *ssa.BasicBlock) bool {
	for _, l := range q.c.loopsOf(f.Fn) {
		if l.Guard() == iff && !l.Blocks[to] && q.suppliesInFrame(f, l) && !q.bypassed(f, l) {
			return true
		}
	}
	return false
}

// endless reports whether some goroutine receives in a loop.
func (q *query) endless() bool {
	for _, sp := range q.spawns {
		if sp.total >= chans.Many {
			return true
		}
	}
	return false
}

func (q *query) suppliesInFrame(f *chans.Frame, l *chans.Loop) bool {
	for b := range q.supply {
		if l.Blocks[b] && b.Parent() == f.Fn {
			return true
		}
	}
	return false
}

// counts reports whether cond compares a number that the loop counts, or the
// length of what it collects.
func counts(l *chans.Loop, cond ssa.Value) bool {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	return counted(l, cmp.X) || counted(l, cmp.Y)
}

func counted(l *chans.Loop, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Phi:
		b, ok := v.Type().Underlying().(*types.Basic)
		return ok && b.Info()&types.IsInteger != 0 && l.Blocks[v.Block()]
	case *ssa.BinOp:
		return (v.Op == token.ADD || v.Op == token.SUB) && (counted(l, v.X) || counted(l, v.Y))
	case *ssa.Call:
		b, ok := v.Call.Value.(*ssa.Builtin)
		return ok && b.Name() == "len"
	case *ssa.UnOp:
		if cell, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			b, ok := cell.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Basic)
			return ok && b.Info()&types.IsInteger != 0
		}
	}
	return false
}

// countsOthers reports whether cond compares a number that is changed only
// where the other cases of a select are taken: it counts their messages.
func (q *query) countsOthers(f *chans.Frame, l *chans.Loop, cond ssa.Value) bool {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	steps := map[ssa.Value]bool{}
	countSteps(l, cmp.X, steps)
	countSteps(l, cmp.Y, steps)
	for step := range steps {
		if !q.inOtherCase(f, step.(ssa.Instruction).Block()) {
			return false
		}
	}
	return len(steps) > 0
}

// countSteps collects the additions and subtractions that v comes from.
func countSteps(l *chans.Loop, v ssa.Value, steps map[ssa.Value]bool) {
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.BinOp:
			if (v.Op == token.ADD || v.Op == token.SUB) && l.Blocks[v.Block()] {
				steps[v] = true
				visit(v.X)
			}
		}
	}
	visit(v)
}

// inOtherCase reports whether control gets to b only by a case of a select
// which the channel has another case of.
func (q *query) inOtherCase(f *chans.Frame, b *ssa.BasicBlock) bool {
	for _, x := range f.Fn.Blocks {
		iff, ok := x.Instrs[len(x.Instrs)-1].(*ssa.If)
		if !ok || len(x.Succs[0].Preds) != 1 || !x.Succs[0].Dominates(b) {
			continue
		}
		sel, n, ok := selectCase(iff.Cond)
		if ok && len(f.Ops[sel]) > 0 && !f.Holds(sel.States[n].Chan) {
			return true
		}
	}
	return false
}

// readsContextErr recognises a loop that ends when its context does.
func readsContextErr(cond ssa.Value) bool {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	call, ok := cmp.X.(*ssa.Call)
	return ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Err" && shape.IsContext(call.Call.Value.Type())
}

// bypassed reports whether an iteration of l can do without a supply.
func (q *query) bypassed(f *chans.Frame, l *chans.Loop) bool {
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{l.Header}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if q.sure(f, b) {
			continue
		}
		for i, to := range b.Succs {
			if !l.Blocks[to] || q.suppliesByCase(f, b, i) {
				continue
			}
			if to == l.Header {
				return true
			}
			if !seen[to] {
				seen[to] = true
				work = append(work, to)
			}
		}
	}
	return false
}

// sure reports whether control cannot pass b without a supply.
func (q *query) sure(f *chans.Frame, b *ssa.BasicBlock) bool {
	for _, in := range b.Instrs {
		for _, op := range f.Ops[in] {
			if op.Kind != q.demand && op.Select() == nil {
				return true
			}
		}
		if c, ok := in.(ssa.CallInstruction); ok && len(f.Calls[c]) > 0 && q.supply[b] {
			return true // in doubt; also a listener that is started
		}
	}
	return false
}

// suppliesByCase reports whether the i'th way out of b is a case that supplies.
func (q *query) suppliesByCase(f *chans.Frame, b *ssa.BasicBlock, i int) bool {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok || i != 0 {
		return false
	}
	sel, n, ok := selectCase(iff.Cond)
	return ok && f.Holds(sel.States[n].Chan)
}

// feeds reports whether control can get from b to a supply of the same frame.
func (q *query) feeds(f *chans.Frame, b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{b: true}
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if q.supply[x] {
			return true
		}
		if f.Up == nil && x == originBlock(q.ends.Origin) {
			continue
		}
		for _, to := range x.Succs {
			if !seen[to] {
				seen[to] = true
				work = append(work, to)
			}
		}
	}
	return false
}
