package leakedsend

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

// latched reports whether b, though in a loop, runs at most once, for the sake of
// a flag that is set there and never reset:
//
//	sent := false
//	for range ticks {
//		if !sent {
//			sent = true
//			ch <- value
//		}
//	}
func (q *query) latched(f *chans.Frame, b *ssa.BasicBlock) bool {
	loops := chans.Around(q.c.loopsOf(f.Fn), b)
	if len(loops) == 0 {
		return false
	}
	for cond, taken := range ssaof.Conditions(b) {
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond, taken = not.X, !taken
		}
		if flag, ok := cond.(*ssa.Phi); ok && !taken && flag.Block().Dominates(b) && stays(flag, flag, b, nil) {
			return true
		}
	}
	return false
}

// stays reports whether phi, through which the flag comes round the loop, is true
// once control has been at b, and never false again once it is true.
func stays(phi, flag *ssa.Phi, b *ssa.BasicBlock, seen []*ssa.Phi) bool {
	if slices.Contains(seen, phi) {
		return true
	}
	seen = append(seen, phi)
	for i, e := range phi.Edges {
		pred := phi.Block().Preds[i]
		switch e := e.(type) {
		case *ssa.Const:
			set := e.Value != nil && e.Value.Kind() == constant.Bool && constant.BoolVal(e.Value)
			if !set && flag.Block().Dominates(pred) {
				return false // it is reset in the loop
			}
		case *ssa.Phi:
			if e == flag && b.Dominates(pred) || e != flag && !stays(e, flag, b, seen) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
