package leakedgoroutine

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/kept"
)

// cancels reports the contexts made for a goroutine whose cancel function is put
// in a field that nobody ever reads.
func (c *checker) cancels() {
	if len(c.pass.TypeErrors) > 0 {
		return // not all of the package is seen
	}
	read := map[*types.Var]bool{}
	var stores []*ssa.Store
	for _, fn := range c.ssa.Funcs {
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				switch in := in.(type) {
				case *ssa.Field:
					read[kept.FieldOf(in.X.Type(), in.Field)] = true
				case *ssa.FieldAddr:
					kept, other := storesTo(in)
					stores = append(stores, kept...)
					if other {
						read[fieldAt(in)] = true
					}
				}
			}
		}
	}
	for _, s := range stores {
		field := fieldAt(s.Addr.(*ssa.FieldAddr))
		if made := cancelOf(s.Val); made != nil && field != nil && !read[field] && !field.Exported() && !c.elsewhere(field) {
			c.neverCancelled(made, field)
		}
	}
}

func fieldAt(a *ssa.FieldAddr) *types.Var { return kept.FieldOf(a.X.Type(), a.Field) }

// storesTo returns the stores to a field; other tells whether anything else is
// done with its address.
func storesTo(addr *ssa.FieldAddr) (stores []*ssa.Store, other bool) {
	for _, ref := range *addr.Referrers() {
		switch r := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if r.Addr == addr {
				stores = append(stores, r)
			} else {
				other = true
			}
		default:
			other = true
		}
	}
	return stores, other
}

// cancelOf returns the call of context.WithCancel whose cancel function v is.
func cancelOf(v ssa.Value) *ssa.Call {
	ex, ok := v.(*ssa.Extract)
	if !ok || ex.Index != 1 {
		return nil
	}
	call, ok := ex.Tuple.(*ssa.Call)
	if !ok {
		return nil
	}
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg.Path() != "context" || fn.Name() != "WithCancel" && fn.Name() != "WithCancelCause" {
		return nil
	}
	return call
}

// neverCancelled reports made if the function around it starts a goroutine that
// gets the context.
func (c *checker) neverCancelled(made *ssa.Call, field *types.Var) {
	fn := made.Parent()
	if c.test(fn) || c.once(fn) {
		return
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			spawn, ok := in.(*ssa.Go)
			if !ok || !getsContext(spawn, made) {
				continue
			}
			pos, end := c.spawnRange(made)
			c.pass.Report(analysis.Diagnostic{
				Pos: pos, End: end,
				Message: fmt.Sprintf("nobody ever cancels this context: the cancel function stays in %q, which is never read, and the goroutine started at line %d waits for its end; call it when the goroutine is to end",
					field.Name(), c.pass.Fset.Position(spawn.Pos()).Line),
				Related: []analysis.RelatedInformation{{Pos: spawn.Pos(), End: spawn.Pos() + 2, Message: "the goroutine is started here"}},
			})
			return
		}
	}
}

// getsContext reports whether the goroutine is handed the context that made
// returns, or captures it.
func getsContext(spawn *ssa.Go, made *ssa.Call) bool {
	isMade := func(v ssa.Value) bool {
		ex, ok := v.(*ssa.Extract)
		return ok && ex.Tuple == made && ex.Index == 0
	}
	if slices.ContainsFunc(spawn.Call.Args, isMade) {
		return true
	}
	literal, ok := spawn.Call.Value.(*ssa.MakeClosure)
	if !ok {
		return false
	}
	return slices.ContainsFunc(literal.Bindings, func(cell ssa.Value) bool {
		if _, ok := cell.(*ssa.Alloc); !ok {
			return false
		}
		stores, _ := chans.Stores(cell)
		return slices.ContainsFunc(stores, func(s *ssa.Store) bool { return isMade(s.Val) })
	})
}
