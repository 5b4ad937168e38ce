package leakedsend

import (
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// cancelled takes out of s the goroutines that are at their end when ch, the
// Done of a context, is closed: those that cancel it themselves, where nobody
// else can.
func (c *checker) cancelled(q *query, f *chans.Frame, ch ssa.Value, s *state) {
	at, v := f.Resolve(ch)
	done, ok := v.(*ssa.Call)
	if !ok || !done.Call.IsInvoke() || done.Call.Method.Name() != "Done" {
		return
	}
	at, v = at.Resolve(done.Call.Value)
	ctx, ok := v.(*ssa.Extract)
	if !ok || ctx.Index != 0 {
		return
	}
	made, ok := ctx.Tuple.(*ssa.Call)
	if !ok || !isFunc(&made.Call, "WithCancel") || len(made.Call.Args) == 0 {
		return
	}
	_, parent := at.Resolve(made.Call.Args[0])
	if root, ok := parent.(*ssa.Call); !ok || !isFunc(&root.Call, "Background") && !isFunc(&root.Call, "TODO") {
		return
	}
	for _, sp := range q.spawns {
		if s.p[sp.index] > 0 && sp.single && sp.cancels(made) {
			s.remove(sp.index)
		}
	}
}

func isFunc(c *ssa.CallCommon, name string) bool {
	fn := c.StaticCallee()
	return fn != nil && fn.Name() == name && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "context"
}

// cancels reports whether the spawn's goroutine calls the cancel function that
// made returned, after its demands.
func (sp *spawn) cancels(made *ssa.Call) bool {
	for _, b := range sp.frame.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || call.Common().IsInvoke() {
				continue
			}
			_, v := sp.frame.Resolve(call.Common().Value)
			ex, ok := v.(*ssa.Extract)
			if !ok || ex.Tuple != made || ex.Index != 1 {
				continue
			}
			_, deferred := in.(*ssa.Defer)
			if sp.finishedBy(spot{in, deferred}) {
				return true
			}
		}
	}
	return false
}
