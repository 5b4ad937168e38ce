package leakedgoroutine

import (
	"fmt"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// silentGroups reports the waits of fn for a WaitGroup on which a goroutine that
// fn starts may not call Done before it returns.
func (c *checker) silentGroups(fn *ssa.Function) {
	if c.test(fn) || c.once(fn) {
		return
	}
	parent := &chans.Frame{Fn: fn}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			spawn, ok := in.(*ssa.Go)
			if !ok {
				continue
			}
			frame := parent.Into(spawn)
			if frame == nil {
				continue
			}
			for _, group := range groupsDone(frame) {
				c.silentGroup(parent, frame, group)
			}
		}
	}
}

// silentGroup reports the wait of the parent for the group if the goroutine of
// frame may return without Done.
func (c *checker) silentGroup(parent, frame *chans.Frame, group string) {
	wait := groupCall(parent, group, "Wait")
	if wait == nil || groupCall(parent, group, "Add") == nil || groupCall(frame, group, "Add") != nil ||
		!chans.Reaches(frame.Site, wait) {
		return
	}
	mentions := func(in ssa.Instruction) bool { return mentionsGroup(frame, in, group) }
	if looped(frame.Fn, mentions) {
		return // it counts something else than goroutines
	}
	if add := groupCall(parent, group, "Add"); c.tooSoon(frame.Site, add, wait) {
		c.reportTooSoon(frame.Site, add, wait)
		return
	}
	if ret := c.returnsWithout(frame.Fn, mentions); ret != nil {
		pos, end := c.spawnRange(wait)
		c.reportSilence(silence{frame.Site, ret}, pos, end, "calling Done; call it")
	}
}

// tooSoon reports whether each iteration of a loop waits for as many goroutines as
// all iterations start.
func (c *checker) tooSoon(spawn ssa.Instruction, add, wait *ssa.Call) bool {
	if n, ok := chans.ConstInt(add.Call.Args[1]); ok && n < 2 {
		return false
	}
	loops := c.loopsOf(wait.Parent())
	around, spawning := chans.Around(loops, wait.Block()), chans.Around(loops, spawn.Block())
	if len(around) == 0 || len(spawning) == 0 || around[0] != spawning[0] {
		return false
	}
	l := around[0]
	for _, p := range l.Header.Preds {
		if l.Blocks[p] && !wait.Block().Dominates(p) {
			return false // not in each iteration
		}
	}
	return !l.Blocks[add.Block()] && l.Counted()
}

func (c *checker) reportTooSoon(spawn ssa.Instruction, add, wait *ssa.Call) {
	pos, end := c.spawnRange(wait)
	c.pass.Report(analysis.Diagnostic{
		Pos: pos, End: end,
		Message: fmt.Sprintf("this waits for ever in the first iteration: Add counts at line %d what all iterations start, and only one goroutine has been started; wait after the loop, or add one in each iteration",
			c.pass.Fset.Position(add.Pos()).Line),
		Related: []analysis.RelatedInformation{{Pos: spawn.Pos(), End: spawn.Pos() + 2, Message: "the goroutine is started here"}},
	})
}

// groupsDone returns the WaitGroups that the function of frame calls Done on.
func groupsDone(frame *chans.Frame) []string {
	var groups []string
	seen := map[string]bool{}
	for _, b := range frame.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || !isGroupCall(call, "Done") {
				continue
			}
			if p := frame.Place(call.Common().Args[0]); !seen[p] {
				seen[p] = true
				groups = append(groups, p)
			}
		}
	}
	return groups
}

func isGroupCall(call ssa.CallInstruction, name string) bool {
	fn := call.Common().StaticCallee()
	if fn == nil || fn.Name() != name || len(call.Common().Args) == 0 {
		return false
	}
	return shape.IsNamed(call.Common().Args[0].Type(), "sync", "WaitGroup")
}

// groupCall returns the first call of the method on the group in the function of
// frame.
func groupCall(frame *chans.Frame, group, method string) *ssa.Call {
	for _, b := range frame.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(*ssa.Call)
			if ok && isGroupCall(call, method) && frame.Place(call.Call.Args[0]) == group {
				return call
			}
		}
	}
	return nil
}

// mentionsGroup reports whether in calls a method of the group, or hands it on.
func mentionsGroup(frame *chans.Frame, in ssa.Instruction, group string) bool {
	switch in.(type) {
	case ssa.CallInstruction, *ssa.MakeClosure:
	default:
		return false
	}
	for _, op := range in.Operands(nil) {
		if *op != nil && shape.IsNamed((*op).Type(), "sync", "WaitGroup") && frame.Place(*op) == group {
			return true
		}
	}
	return false
}

// looped reports whether an instruction of which is holds stands in a loop.
func looped(fn *ssa.Function, is func(ssa.Instruction) bool) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if is(in) && chans.Reaches(in, in) {
				return true
			}
		}
	}
	return false
}
