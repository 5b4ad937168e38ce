package leakedsend

import (
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// worst returns the largest number of demands on a way through f, goroutines
// that it starts included, and records in ord which demand, counted from base,
// each operation is at most.
func (q *query) worst(f *chans.Frame, base int, ord map[*chans.Op]int) int {
	if f.Extern != nil {
		return q.worstExtern(f)
	}
	loops := q.c.loopsOf(f.Fn)
	in := map[*ssa.BasicBlock]int{}
	out := map[*ssa.BasicBlock]int{}
	times := map[*ssa.BasicBlock]int{}
	for _, b := range f.Fn.Blocks {
		times[b] = 1
		for _, l := range chans.Around(loops, b) {
			if n, ok := l.Trips(); ok {
				times[b] *= max(n, 1)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, b := range f.Fn.Blocks {
			n := 0
			for _, p := range b.Preds {
				if !b.Dominates(p) || times[b] == 1 {
					n = max(n, out[p])
				}
			}
			in[b] = n
			n = min(n+times[b]*q.weight(f, b), chans.Many)
			if n > out[b] {
				out[b] = n
				changed = true
			}
		}
	}
	total := 0
	for _, b := range f.Fn.Blocks {
		total = max(total, out[b])
		if ord != nil {
			q.number(f, b, base+in[b], times[b], ord)
		}
	}
	if f.Many && total > 0 {
		total = chans.Many
	}
	return total
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

// weight is the number of demands in a block.
func (q *query) weight(f *chans.Frame, b *ssa.BasicBlock) int {
	n := 0
	for _, in := range b.Instrs {
		n += q.weightOf(f, in)
	}
	return n
}

func (q *query) weightOf(f *chans.Frame, in ssa.Instruction) int {
	n := 0
	for _, op := range f.Ops[in] {
		if q.demands(op) {
			n++
		}
	}
	if c, ok := in.(ssa.CallInstruction); ok {
		for _, child := range f.Calls[c] {
			n += q.worst(child, 0, nil)
		}
	}
	return n
}

// number records the place of each operation of b in the row of demands.
func (q *query) number(f *chans.Frame, b *ssa.BasicBlock, n, times int, ord map[*chans.Op]int) {
	for _, in := range b.Instrs {
		for _, op := range f.Ops[in] {
			if q.demands(op) {
				n += times
				ord[op] = n
			}
		}
		if c, ok := in.(ssa.CallInstruction); ok {
			for _, child := range f.Calls[c] {
				n += times * q.worst(child, n, ord)
			}
		}
	}
}
