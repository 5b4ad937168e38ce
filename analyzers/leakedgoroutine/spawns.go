package leakedgoroutine

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/endless"
	"github.com/concurrencylint/concurrencylint/internal/lazy"
)

// spawns reports the goroutines that fn starts and that have no way to end.
func (c *checker) spawns(fn *ssa.Function) {
	if c.test(fn) || c.once(fn) {
		return
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(ssa.CallInstruction); ok {
				for _, g := range started(fn, call) {
					c.spawn(fn, call, g)
				}
			}
		}
	}
}

// started returns the functions that the instruction runs in a goroutine.
func started(fn *ssa.Function, call ssa.CallInstruction) []*ssa.Function {
	f := &chans.Frame{Fn: fn}
	common := call.Common()
	if _, ok := call.(*ssa.Go); ok {
		if callee, _, _ := f.Callee(common); callee != nil {
			return []*ssa.Function{callee}
		}
		return nil
	}
	callee := common.StaticCallee()
	if callee == nil {
		return nil
	}
	if mode, ok := chans.Runs(callee); !ok || mode != chans.Go {
		return nil
	}
	var all []*ssa.Function
	for _, arg := range common.Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		if g, _, _ := f.Callee(&ssa.CallCommon{Value: arg}); g != nil {
			all = append(all, g)
		}
	}
	return all
}

// spawn reports the goroutine that runs g if it never ends.
func (c *checker) spawn(fn *ssa.Function, call ssa.CallInstruction, g *ssa.Function) {
	trap, ok := c.trapOf(g)
	if !ok || trap.Fn != nil && c.told[trap.Fn] || lazy.Once(call) {
		return
	}
	d := analysis.Diagnostic{}
	d.Pos, d.End = c.spawnRange(call)
	if trap.Fn != nil {
		d.Related = []analysis.RelatedInformation{{Pos: trap.Pos, End: trap.End, Message: "never leaves this"}}
	}
	if c.stopsTicker(fn, call, g, trap) {
		d.Message = fmt.Sprintf("this goroutine never ends, and each call of %q leaves one behind: \"Stop\" does not close the ticker's channel, and %s has no other way out; end it by a context or a channel that is closed",
			displayName(fn), c.place(call, trap))
		c.pass.Report(d)
		return
	}
	d.Message = fmt.Sprintf("this goroutine never ends, and each request that {handler} serves leaves one behind: %s has no way out; end it by a context or a channel that is closed", c.place(call, trap))
	c.pass.ReportOnPath(d)
}

func (c *checker) trapOf(g *ssa.Function) (endless.Trap, bool) {
	if t, ok := c.starved.In(g); ok {
		return t, true
	}
	if obj, ok := g.Object().(*types.Func); ok && g.Blocks == nil {
		return c.foreign(obj.Origin())
	}
	return endless.Trap{}, false
}

// place names the trap for a message.
func (c *checker) place(call ssa.CallInstruction, t endless.Trap) string {
	what := "the wait"
	if t.Loop {
		what = "the loop"
	}
	if t.Fn == nil {
		return what + " at " + t.Where
	}
	at, spawn := c.pass.Fset.Position(t.Pos), c.pass.Fset.Position(call.Pos())
	if at.Filename != spawn.Filename {
		return what + " at " + c.where(t)
	}
	return fmt.Sprintf("%s at line %d", what, at.Line)
}

// stopsTicker reports whether the goroutine waits only for a ticker that fn
// makes and stops.
func (c *checker) stopsTicker(fn *ssa.Function, call ssa.CallInstruction, g *ssa.Function, t endless.Trap) bool {
	if t.Ticks == nil || t.Fn != g || c.setsUp(fn) {
		return false
	}
	frame := (&chans.Frame{Fn: fn}).Into(call)
	if frame == nil || frame.Fn != g {
		return false
	}
	at, ticker := frame.Resolve(t.Ticks)
	made, ok := ticker.(*ssa.Call)
	if !ok || made.Parent() != fn || at == frame {
		return false
	}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			stop, ok := in.(ssa.CallInstruction)
			if !ok || !isStop(stop.Common()) {
				continue
			}
			if _, v := at.Resolve(stop.Common().Args[0]); v == ticker {
				return true
			}
		}
	}
	return false
}

func isStop(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	if fn == nil || fn.Name() != "Stop" || len(c.Args) == 0 {
		return false
	}
	return fn.Object() != nil && fn.Object().Pkg() != nil && fn.Object().Pkg().Path() == "time"
}

// setsUp reports whether fn starts a server, so that it runs once.
func (c *checker) setsUp(fn *ssa.Function) bool {
	key := c.pass.Summary.KeyAt(fn.Pos())
	for _, f := range c.pass.Summary.Package.Funcs {
		if f.Key == key {
			return f.SetsUp || f.Accepts
		}
	}
	return false
}

// spawnRange is the place of the word go, or of the function called.
func (c *checker) spawnRange(call ssa.CallInstruction) (pos, end token.Pos) {
	switch n := c.syntax[call.Pos()].(type) {
	case *ast.GoStmt:
		return n.Go, n.Go + token.Pos(len("go"))
	case *ast.CallExpr:
		return n.Pos(), n.Lparen
	}
	return call.Pos(), call.Pos() + 1
}
