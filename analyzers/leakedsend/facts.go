package leakedsend

import (
	"fmt"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A usesFact tells what a function does with the channels and functions it is
// handed; receiver first.
type usesFact struct{ Params []chans.Use }

// AFact marks usesFact as a fact.
func (*usesFact) AFact() {}

func (f *usesFact) String() string {
	var parts []string
	for i, u := range f.Params {
		add := func(is bool, what string) {
			if is {
				parts = append(parts, fmt.Sprintf("%d %s", i, what))
			}
		}
		add(u.Sends > 0, "sent on")
		add(u.GoSends > 0, "sent on by a goroutine")
		add(u.Receives && !u.Drains, "received from")
		add(u.Drains, "drained")
		add(u.Closes, "closed")
		add(u.RunsGo, "started")
		add(u.RunsSync, "called")
	}
	return strings.Join(parts, ", ")
}

// lookup is a [chans.Lookup].
func (c *checker) lookup(fn *types.Func) []chans.Use {
	if fn == nil || fn.Pkg() == c.pass.Pkg {
		return nil
	}
	var fact usesFact
	if !c.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	return fact.Params
}

// exportFacts describes the exported functions of the package.
func (c *checker) exportFacts() {
	for _, fn := range c.ssa.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || fn.Parent() != nil {
			continue
		}
		fact := &usesFact{Params: make([]chans.Use, len(fn.Params))}
		worth := false
		for i, p := range fn.Params {
			switch p.Type().Underlying().(type) {
			case *types.Chan:
				fact.Params[i] = c.useOfChan(p)
			case *types.Signature:
				fact.Params[i] = useOfFunc(p)
			default:
				fact.Params[i].Unknown = true
			}
			worth = worth || !fact.Params[i].Unknown
		}
		if worth {
			c.pass.ExportObjectFact(obj, fact)
		}
	}
}

// useOfChan describes what a function does with a channel it is handed.
func (c *checker) useOfChan(p *ssa.Parameter) chans.Use {
	ends := c.endsOf(p)
	if ends.Escapes || len(ends.Returned) > 0 {
		return chans.Use{Unknown: true}
	}
	var u chans.Use
	ends.Root.EachOp(func(op *chans.Op) {
		switch {
		case op.Kind == chans.Close:
			u.Closes = true
		case op.Kind == chans.Recv:
			u.Receives = true
		case u.SendAt == "" && op.Blocks():
			pos := c.pass.Fset.Position(op.Instr.Pos())
			u.SendAt = short(pos)
		}
	})
	probe := c.emptyQuery(ends, chans.Send)
	ends.Root.All(func(f *chans.Frame) {
		switch {
		case f.Mode == chans.Go && f.Goroutine() == f:
			u.GoSends = min(u.GoSends+probe.worst(f, 0, nil), chans.Many)
		case f.Goroutine() == nil && f.Unseen:
			u.Unknown = true
		}
	})
	u.Sends = max(probe.worst(ends.Root, 0, nil)-u.GoSends, 0)
	if u.Receives {
		listener := c.emptyQuery(ends, chans.Send)
		least, all := listener.listens(ends.Root)
		u.Recvs, u.Drains = int(least), all
		needs := c.emptyQuery(ends, chans.Recv)
		u.NeedsClose = needs.worst(ends.Root, 0, nil) >= chans.Many
	}
	return u
}

// useOfFunc tells whether a function is called or started as a goroutine.
func useOfFunc(p *ssa.Parameter) chans.Use {
	var u chans.Use
	runs(p, chans.Sync, &u, 5)
	if u.RunsGo && u.RunsSync {
		u.RunsSync = false
	}
	u.Unknown = u.Unknown || !u.RunsGo && !u.RunsSync
	return u
}

// runs adds to u how the function value v, or what a variable at address v
// holds, is used by code that itself runs in the given mode.
func runs(v ssa.Value, mode chans.Mode, u *chans.Use, depth int) {
	refs := v.Referrers()
	if refs == nil || depth == 0 {
		u.Unknown = true
		return
	}
	for _, ref := range *refs {
		switch r := ref.(type) {
		case *ssa.DebugRef, *ssa.BinOp:
		case *ssa.UnOp:
			runs(r, mode, u, depth-1)
		case *ssa.ChangeType:
			runs(r, mode, u, depth-1)
		case *ssa.Store:
			if cell, ok := r.Addr.(*ssa.Alloc); ok && r.Val == v {
				runs(cell, mode, u, depth-1)
			} else if r.Addr != v {
				u.Unknown = true
			}
		case *ssa.MakeClosure:
			var how chans.Use
			runs(r, mode, &how, depth-1)
			u.Unknown = u.Unknown || how.Unknown
			for i, b := range r.Bindings {
				if b != v {
					continue
				}
				if how.RunsGo {
					runs(r.Fn.(*ssa.Function).FreeVars[i], chans.Go, u, depth-1)
				} else {
					runs(r.Fn.(*ssa.Function).FreeVars[i], mode, u, depth-1)
				}
			}
		case ssa.CallInstruction:
			runsCall(r, v, mode, u, depth)
		default:
			u.Unknown = true
		}
	}
}

func runsCall(c ssa.CallInstruction, v ssa.Value, mode chans.Mode, u *chans.Use, depth int) {
	if _, isGo := c.(*ssa.Go); isGo {
		mode = chans.Go
	}
	common := c.Common()
	if common.Value == v {
		u.RunsGo = u.RunsGo || mode == chans.Go
		u.RunsSync = u.RunsSync || mode != chans.Go
		return
	}
	callee := common.StaticCallee()
	if callee == nil {
		u.Unknown = true
		return
	}
	if m, ok := chans.Runs(callee); ok {
		u.RunsGo = u.RunsGo || m == chans.Go || mode == chans.Go
		u.RunsSync = u.RunsSync || m != chans.Go
		return
	}
	for i, arg := range common.Args {
		if arg != v {
			continue
		}
		if i >= len(callee.Params) || callee.Blocks == nil {
			u.Unknown = true
			return
		}
		runs(callee.Params[i], mode, u, depth-1)
	}
}
