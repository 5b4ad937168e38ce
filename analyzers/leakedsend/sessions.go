package leakedsend

import (
	"fmt"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/kept"
	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// sessions checks the channels that one goroutine of an object alone listens to,
// as the writer of a connection does: it may leave by an error, and those who
// send stay.
func (c *checker) sessions(all []*kept.Channel) {
	c.indexCalls()
	for _, ch := range all {
		if len(ch.Made) == 0 || ch.HeardElsewhere {
			continue
		}
		listener := c.onlyListener(ch)
		if listener == nil {
			continue
		}
		goes := c.onlyStart(listener)
		leaves := c.breaksOff(ch, listener)
		if goes == nil || !leaves.IsValid() {
			continue
		}
		for _, op := range c.answers(ch) {
			if c.outlives(op.Instr.Parent(), listener, ch) {
				c.reportSession(ch, op, goes, leaves)
			}
		}
	}
}

// onlyListener returns the one function that receives from the channel.
func (c *checker) onlyListener(ch *kept.Channel) *ssa.Function {
	var fn *ssa.Function
	for _, op := range ch.Recvs {
		if linted.Test(c.pass.Fset, op.Instr.Pos()) {
			continue
		}
		if fn != nil && fn != op.Instr.Parent() || !ch.Sure(op) {
			return nil
		}
		fn = op.Instr.Parent()
	}
	return fn
}

// onlyStart returns the one go statement that runs fn; nil if it runs otherwise
// as well.
func (c *checker) onlyStart(fn *ssa.Function) *ssa.Go {
	if c.asValue[fn] {
		return nil
	}
	var start *ssa.Go
	for _, call := range c.calls[fn] {
		g, ok := call.(*ssa.Go)
		if !ok || start != nil {
			return nil
		}
		start = g
	}
	return start
}

// breaksOff returns where the listener leaves for an error of something that it
// does between two receives; NoPos if it does not.
func (c *checker) breaksOff(ch *kept.Channel, listener *ssa.Function) token.Pos {
	recvs := map[*ssa.BasicBlock]bool{}
	for _, op := range ch.Recvs {
		recvs[op.Instr.Block()] = true
	}
	for _, b := range listener.Blocks {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !afterAny(recvs, b) || received(iff.Cond, 8) != nil {
			continue
		}
		failed, ok := onFailure(iff)
		if !ok {
			continue
		}
		if ret := chans.ReturnFrom(failed, recvs); ret != nil {
			return ret.Pos()
		}
	}
	return token.NoPos
}

// onFailure returns the side of a comparison of an error with nil that is taken
// if there is one.
func onFailure(iff *ssa.If) (*ssa.BasicBlock, bool) {
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ || !types.Identical(cmp.X.Type(), types.Universe.Lookup("error").Type()) {
		return nil, false
	}
	if k, isConst := cmp.Y.(*ssa.Const); !isConst || !k.IsNil() {
		return nil, false
	}
	if cmp.Op == token.NEQ {
		return iff.Block().Succs[0], true
	}
	return iff.Block().Succs[1], true
}

// afterAny reports whether control can get from one of the blocks to b.
func afterAny(blocks map[*ssa.BasicBlock]bool, b *ssa.BasicBlock) bool {
	for from := range blocks {
		if from == b || chans.Reaches(from.Instrs[0], b.Instrs[0]) {
			return true
		}
	}
	return false
}

// outlives reports whether a send in fn may come after the listener has left:
// it is none of the listener's own, and nobody else closes the channel then.
func (c *checker) outlives(fn, listener *ssa.Function, ch *kept.Channel) bool {
	if fn == listener || fn.Parent() == listener {
		return false
	}
	for _, call := range c.calls[fn] {
		if call.Parent() == listener {
			return false
		}
	}
	for _, op := range ch.Closes {
		if op.Instr.Parent() != fn {
			return false
		}
	}
	return true
}

func (c *checker) reportSession(ch *kept.Channel, op *chans.Op, goes *ssa.Go, leaves token.Pos) {
	s := c.siteOf(op, nil, ch.Made[0])
	q := &query{c: c}
	c.pass.ReportOnPathAt(goes.Pos(), analysis.Diagnostic{
		Pos: s.pos, End: s.end,
		Message: fmt.Sprintf("this send to %q blocks for ever once the goroutine that %s starts at %s, which alone receives, has left by an error at %s: each request that {handler} serves may leave a goroutine behind; send in a select with a channel that is closed when the receiver leaves",
			s.name, funcName(goes.Parent()), q.where(goes.Pos(), s), q.where(leaves, s)),
		Related: []analysis.RelatedInformation{
			{Pos: goes.Pos(), End: goes.Pos() + 2, Message: "the receiver is started here"},
			{Pos: leaves, End: leaves, Message: "and leaves here"},
		},
	})
}
