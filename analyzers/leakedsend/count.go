package leakedsend

import (
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// worst returns the largest number of demands on a way through f, goroutines
// that it starts included, and records in ord which demand, counted from base,
// each operation is at most.
func (q *query) worst(f *chans.Frame, base int, ord map[*chans.Op]int) int {
	n := q.repeated(f, base, ord)
	return min(n+q.once(f, base+n, ord), chans.Many)
}

// repeated is worst without what a sync.Once guards.
func (q *query) repeated(f *chans.Frame, base int, ord map[*chans.Op]int) int {
	if f.Extern != nil {
		return q.worstExtern(f)
	}
	if total, ok := q.totals[f]; ok && (total == 0 || ord == nil) {
		return total
	}
	live := reachable(f)
	times := q.times(f)
	in := map[*ssa.BasicBlock]int{}
	out := map[*ssa.BasicBlock]int{}
	for changed := true; changed; {
		changed = false
		for _, b := range f.Fn.Blocks {
			if !live[b] {
				continue
			}
			for _, p := range b.Preds {
				if live[p] && (!b.Dominates(p) || times[b] == 1) && !neverTaken(f, p, b) {
					in[b] = max(in[b], min(out[p]+times[b]*len(q.caseDemands(f, p, b)), chans.Many))
				}
			}
			n := in[b]
			if !q.latched(f, b) {
				n = min(n+times[b]*q.weight(f, b), chans.Many)
			}
			if n > out[b] {
				out[b] = n
				changed = true
			}
		}
	}
	total := 0
	for _, b := range f.Fn.Blocks {
		total = max(total, out[b])
	}
	for _, b := range f.Fn.Blocks {
		at := in[b]
		if q.latched(f, b) && live[b] {
			at, total = total, min(total+q.weight(f, b), chans.Many)
		}
		if ord != nil && live[b] {
			q.number(f, b, base+at, times[b], ord)
		}
	}
	if f.Many && total > 0 {
		total = chans.Many
	}
	q.totals[f] = total
	return total
}

// reachable returns the blocks of a frame that control gets to.
func reachable(f *chans.Frame) map[*ssa.BasicBlock]bool {
	live := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{f.Fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if live[b] {
			continue
		}
		live[b] = true
		for _, to := range b.Succs {
			if !neverTaken(f, b, to) {
				work = append(work, to)
			}
		}
	}
	return live
}

// times returns how often each block runs because of loops that run a constant
// number of times.
func (q *query) times(f *chans.Frame) map[*ssa.BasicBlock]int {
	loops := q.c.loopsOf(f.Fn)
	times := map[*ssa.BasicBlock]int{}
	for _, b := range f.Fn.Blocks {
		times[b] = 1
		for _, l := range chans.Around(loops, b) {
			if n, ok := l.Trips(); ok {
				times[b] *= max(n, 1)
			}
		}
	}
	return times
}

// neverTaken reports whether a condition on constant arguments keeps control
// from going from p to b.
func neverTaken(f *chans.Frame, p, b *ssa.BasicBlock) bool {
	iff, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
	if !ok || p.Succs[0] == p.Succs[1] {
		return false
	}
	v, ok := decided(f, iff.Cond)
	return ok && v != (p.Succs[0] == b)
}

func (q *query) worstExtern(f *chans.Frame) int {
	u := f.Extern
	switch {
	case q.demand == chans.Send:
		return min(u.Sends+u.GoSends, chans.Many)
	case u.NeedsClose:
		return chans.Many
	}
	return u.Recvs
}

// weight is the number of demands in a block, cases of a select aside.
func (q *query) weight(f *chans.Frame, b *ssa.BasicBlock) int {
	n := 0
	for _, in := range b.Instrs {
		for _, op := range f.Ops[in] {
			if op.Select() == nil && q.demands(op) {
				n++
			}
		}
		if c, ok := in.(ssa.CallInstruction); ok {
			for _, child := range f.Calls[c] {
				if guard(child) == "" {
					n += q.repeated(child, 0, nil)
				}
			}
		}
	}
	return n
}

// caseDemands returns the demands that control makes by a case of a select when
// it goes from p to b.
func (q *query) caseDemands(f *chans.Frame, p, b *ssa.BasicBlock) []*chans.Op {
	iff, ok := p.Instrs[len(p.Instrs)-1].(*ssa.If)
	if !ok || p.Succs[0] != b {
		return nil
	}
	sel, n, ok := selectCase(iff.Cond)
	if !ok {
		return nil
	}
	var ops []*chans.Op
	for _, op := range f.Ops[sel] {
		if op.Case == n && q.demands(op) {
			ops = append(ops, op)
		}
	}
	return ops
}

// number records the place of each operation of b in the row of demands.
func (q *query) number(f *chans.Frame, b *ssa.BasicBlock, n, times int, ord map[*chans.Op]int) {
	for _, p := range b.Preds {
		for _, op := range q.caseDemands(f, p, b) {
			ord[op] = n
		}
	}
	for _, in := range b.Instrs {
		for _, op := range f.Ops[in] {
			if op.Select() == nil && q.demands(op) {
				n += times
				ord[op] = n
			}
		}
		if c, ok := in.(ssa.CallInstruction); ok {
			for _, child := range f.Calls[c] {
				if guard(child) == "" {
					n += times * q.repeated(child, n, ord)
				}
			}
		}
	}
}

// demands reports whether op is one that a goroutine can hang in.
func (q *query) demands(op *chans.Op) bool {
	return op.Kind == q.demand && (op.Blocks() || q.onlyWayOut(op)) && !serverFailed(op.Instr)
}

// onlyWayOut reports whether op is the one case of a select in a loop by which
// the goroutine ever gets out of that loop.
func (q *query) onlyWayOut(op *chans.Op) bool {
	sel := op.Select()
	if sel == nil || !sel.Blocking || !chans.Reaches(sel, sel) {
		return false
	}
	if only, ok := q.only[op]; ok {
		return only
	}
	q.only[op] = false
	only := true
	for _, b := range sel.Parent().Blocks {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if s, n, ok := selectCase(iff.Cond); ok && s == sel && n != op.Case && q.getsOut(b.Succs[0], sel) {
			only = false
		}
	}
	q.only[op] = only
	return only
}

// getsOut reports whether control can get from b to the end of the function
// without another round through the select.
func (q *query) getsOut(b *ssa.BasicBlock, sel *ssa.Select) bool {
	seen := map[*ssa.BasicBlock]bool{sel.Block(): true}
	work := []*ssa.BasicBlock{b}
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[x] {
			continue
		}
		seen[x] = true
		if len(x.Succs) == 0 {
			return true
		}
		work = append(work, x.Succs...)
	}
	return false
}
