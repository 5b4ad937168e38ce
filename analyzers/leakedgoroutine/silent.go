package leakedgoroutine

import (
	"fmt"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A silence is a goroutine that may return without the signal that the function
// which starts it waits for.
type silence struct {
	goes ssa.Instruction // where that starts it
	ret  *ssa.Return
}

// silentOn returns the wait of the function that makes the channel for its one
// goroutine, if that may return without having sent or closed.
func (c *checker) silentOn(ch *channel) (silence, *chans.Op, bool) {
	g := ch.onlyFeeder()
	if g == nil {
		return silence{}, nil, false
	}
	for _, op := range ch.recvs {
		if op.Frame != ch.ends.Root || !op.Blocks() || !chans.Reaches(g.Site, op.Instr) || avoids(g.Site, op.Instr) {
			continue
		}
		if ret := c.returnsWithout(g.Fn, func(in ssa.Instruction) bool { return signals(g, in) }); ret != nil {
			return silence{g.Site, ret}, op, true
		}
	}
	return silence{}, nil, false
}

// onlyFeeder returns the one goroutine that sends on the channel or closes it,
// if there is one and the function that makes the channel starts it once.
func (ch *channel) onlyFeeder() *chans.Frame {
	var feeder *chans.Frame
	sole := true
	ch.ends.Root.EachOp(func(op *chans.Op) {
		if op.Kind == chans.Recv {
			return
		}
		g := op.Frame.Goroutine()
		sole = sole && g != nil && (feeder == nil || g == feeder)
		feeder = g
	})
	if !sole || feeder == nil || feeder.Up != ch.ends.Root || feeder.Many || chans.Reaches(feeder.Site, feeder.Site) {
		return nil
	}
	return feeder
}

// signals reports whether in, of the function of the goroutine g, sends on the
// channel or closes it, or runs code that may.
func signals(g *chans.Frame, in ssa.Instruction) bool {
	for _, op := range g.Ops[in] {
		if op.Kind != chans.Recv {
			return true
		}
	}
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return false
	}
	found := false
	for _, child := range g.Calls[call] {
		child.EachOp(func(op *chans.Op) { found = found || op.Kind != chans.Recv })
	}
	return found
}

// avoids reports whether control can get from a to the end of the function
// without passing b.
func avoids(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return !chans.Reaches(a, b)
	}
	return chans.ReturnFrom(a.Block(), map[*ssa.BasicBlock]bool{b.Block(): true}) != nil
}

// returnsWithout returns the first return of fn to which a way leads that passes
// no instruction of which done holds; nil if there is none. A loop that is done
// with such instructions counts as one.
func (c *checker) returnsWithout(fn *ssa.Function, done func(ssa.Instruction) bool) *ssa.Return {
	var first *ssa.Return
	seen := map[*ssa.BasicBlock]bool{}
	work := []*ssa.BasicBlock{fn.Blocks[0]}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		ret, stops := c.through(b, done)
		if ret != nil && (first == nil || ret.Pos() < first.Pos()) {
			first = ret
		}
		if stops {
			continue
		}
		for _, to := range b.Succs {
			if !c.endsLoopOf(b, to, done) {
				work = append(work, to)
			}
		}
	}
	return first
}

// endsLoopOf reports whether control leaves at from, for to, a loop that has an
// instruction of which done holds, because the loop has come to its end.
func (c *checker) endsLoopOf(from, to *ssa.BasicBlock, done func(ssa.Instruction) bool) bool {
	for _, l := range c.loopsOf(from.Parent()) {
		if l.Header != from || l.Blocks[to] {
			continue
		}
		for b := range l.Blocks {
			if slices.ContainsFunc(b.Instrs, done) {
				return true
			}
		}
	}
	return false
}

// reportSilence reports a wait at pos that the silent goroutine makes endless.
func (c *checker) reportSilence(s silence, pos, end token.Pos, without string) {
	goes, ret := s.goes.Pos(), s.ret.Pos()
	if syntax := s.ret.Parent().Syntax(); !ret.IsValid() && syntax != nil {
		ret = syntax.End() - 1
	}
	c.pass.Report(analysis.Diagnostic{
		Pos: pos, End: end,
		Message: fmt.Sprintf("this waits for ever once the goroutine started at line %d returns at line %d without %s on every way out, with defer",
			c.pass.Fset.Position(goes).Line, c.pass.Fset.Position(ret).Line, without),
		Related: []analysis.RelatedInformation{
			{Pos: goes, End: goes + 1, Message: "the goroutine is started here"},
			{Pos: ret, End: ret + 1, Message: "and may return here"},
		},
	})
}

// through goes through a block: to a return, or to something after which there
// is no silent return any more.
func (c *checker) through(b *ssa.BasicBlock, done func(ssa.Instruction) bool) (ret *ssa.Return, stops bool) {
	for _, in := range b.Instrs {
		if call, ok := in.(*ssa.Call); ok && c.ender.Ends(&call.Call) || done(in) {
			return nil, true
		}
		if r, ok := in.(*ssa.Return); ok {
			return r, true
		}
	}
	return nil, false
}
