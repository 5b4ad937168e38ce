package leakedgoroutine

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A channel is a local one of which all ends are known.
type channel struct {
	made   *ssa.MakeChan
	ends   *chans.Ends
	sends  []*chans.Op
	recvs  []*chans.Op
	closed bool
}

// channels reports the goroutines that wait for an operation on a local channel
// that never comes.
func (c *checker) channels() {
	var all []*channel
	for _, fn := range c.ssa.Funcs {
		if c.test(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				if m, ok := in.(*ssa.MakeChan); ok {
					c.early(m)
					if ch := newChannel(m); ch != nil {
						all = append(all, ch)
					}
				}
			}
		}
	}
	// First what never proceeds, since that decides which loops have an exit.
	for _, ch := range all {
		c.learn(ch)
	}
	for _, ch := range all {
		if !c.once(ch.made.Parent()) {
			c.channel(ch)
		}
	}
}

// newChannel follows the channel; nil if code that is not seen may use it.
func newChannel(m *ssa.MakeChan) *channel {
	ends := chans.Follow(m, nil)
	if ends.Escapes || len(ends.Returned) > 0 {
		return nil
	}
	ch := &channel{made: m, ends: ends}
	ends.Root.EachOp(func(op *chans.Op) {
		switch op.Kind {
		case chans.Send:
			ch.sends = append(ch.sends, op)
		case chans.Recv:
			ch.recvs = append(ch.recvs, op)
		case chans.Close:
			ch.closed = true
		}
	})
	return ch
}

// nameOf is the variable that a channel is made for.
func (c *checker) nameOf(m *ssa.MakeChan) string {
	if name := c.names[m.Pos()]; name != "" {
		return name
	}
	return "the channel"
}

// handedOn returns the first receive of the function that makes the channel, if
// it has handed the channel to somebody who was to use it.
func (ch *channel) handedOn() *chans.Op {
	if len(ch.ends.Root.Calls) == 0 {
		return nil
	}
	for _, op := range ch.recvs {
		if op.Frame == ch.ends.Root && op.Blocks() {
			return op
		}
	}
	return nil
}

// unbuffered reports whether a send waits for a receiver.
func (ch *channel) unbuffered() bool {
	n, ok := chans.ConstInt(ch.made.Size)
	return ok && n == 0
}

// learn notes the operations on the channel that never proceed, and receives
// that only get what is sent.
func (c *checker) learn(ch *channel) {
	if len(ch.recvs) == 0 && ch.unbuffered() {
		for _, op := range ch.sends {
			c.stuck[opKey{op.Instr, op.Case}] = true
		}
	}
	if ch.closed {
		return
	}
	for _, op := range ch.recvs {
		if len(ch.sends) == 0 {
			c.stuck[opKey{op.Instr, op.Case}] = true
		} else {
			c.open[opKey{op.Instr, op.Case}] = true
		}
	}
}

// channel reports the first goroutine that the channel keeps for ever.
func (c *checker) channel(ch *channel) {
	if s, op, ok := c.silentOn(ch); ok {
		pos, end := c.rangeOf(op)
		name := c.nameOf(ch.made)
		c.reportSilence(s, pos, end, fmt.Sprintf("sending on %q or closing it; do so", name))
	}
	switch {
	case len(ch.recvs) == 0:
		if op := c.firstBlocked(ch.sends, ch); op != nil {
			c.report(ch, op, "the goroutine blocks for ever on this send to %q: nobody receives from it, and the goroutine leaks with all it holds on each call of %q; receive from it, or do not send")
		}
	case ch.closed:
	case len(ch.sends) == 0:
		if op := firstIn(ch.recvs); op != nil {
			c.report(ch, op, "the goroutine waits for ever to receive from %q: nobody sends on it or closes it, and the goroutine leaks with all it holds on each call of %q; close it when the goroutine is to end, or wait for the end of a context as well")
		} else if op := ch.handedOn(); op != nil {
			c.report(ch, op, "this waits for ever to receive from %q: nobody sends on it or closes it, and each call of %q stays here; close it when the wait is to end, or wait for the end of a context as well")
		}
	case ch.ends.FedByParent(): // leakedsend speaks
		for _, op := range ch.recvs {
			c.told[op.Instr.Parent()] = true
		}
	case c.fedForAWhile(ch):
		for _, op := range ch.recvs {
			if op.Frame.Goroutine() != nil && op.Blocks() && !c.starved.Returns(op.Instr.Block()) {
				c.report(ch, op, "the goroutine "+verb(op)+" %q for ever: nobody closes it when the senders have ended, and the goroutine leaks with all it holds on each call of %q; close it after the last send")
				return
			}
		}
	}
}

func verb(op *chans.Op) string {
	if u, ok := op.Instr.(*ssa.UnOp); ok && u.CommaOk {
		return "ranges over"
	}
	return "receives from"
}

// firstIn returns the first operation in a goroutine that blocks.
func firstIn(ops []*chans.Op) *chans.Op {
	for _, op := range ops {
		if op.Frame.Goroutine() != nil && op.Blocks() {
			return op
		}
	}
	return nil
}

// firstBlocked returns the first send in a goroutine, if there may be more sends
// than the channel has room for.
func (c *checker) firstBlocked(sends []*chans.Op, ch *channel) *chans.Op {
	first := firstIn(sends)
	if first == nil || ch.unbuffered() {
		return first
	}
	room, ok := chans.ConstInt(ch.made.Size)
	if !ok {
		return nil
	}
	n := 0
	for _, op := range sends {
		n += c.times(op, ch)
	}
	if n <= room {
		return nil
	}
	return first
}

// times returns how often op is executed at most.
func (c *checker) times(op *chans.Op, ch *channel) int {
	n := 1
	for f, in := op.Frame, op.Instr; f != nil; f, in = f.Up, ssa.Instruction(f.Site) {
		if f.Many {
			return chans.Many
		}
		for _, l := range chans.Around(c.loopsOf(f.Fn), in.Block()) {
			if f.Up == nil && l.Blocks[ch.made.Block()] {
				continue // a channel per round
			}
			trips, ok := l.Trips()
			if !ok || n*trips > chans.Many {
				return chans.Many
			}
			n *= trips
		}
		if f.Up == nil {
			break
		}
	}
	return n
}

func (c *checker) loopsOf(fn *ssa.Function) []*chans.Loop {
	loops, ok := c.loops[fn]
	if !ok {
		loops = chans.Loops(fn)
		c.loops[fn] = loops
	}
	return loops
}

// fedForAWhile reports whether all senders come to an end: none is a callback
// of code that is not seen, and none sends in a loop without exit.
func (c *checker) fedForAWhile(ch *channel) bool {
	for _, op := range ch.sends {
		for f, in := op.Frame, op.Instr; f != nil; f, in = f.Up, ssa.Instruction(f.Site) {
			if f.Unseen || f.Many || !c.plain.Returns(in.Block()) {
				return false
			}
			if f.Up == nil {
				break
			}
		}
	}
	return true
}

// report reports op, which keeps its goroutine for ever.
func (c *checker) report(ch *channel, op *chans.Op, format string) {
	pos, end := c.rangeOf(op)
	if !pos.IsValid() {
		return
	}
	for f := op.Frame; f != nil; f = f.Up {
		c.told[f.Fn] = true
	}
	name := c.nameOf(ch.made)
	d := analysis.Diagnostic{Pos: pos, End: end, Message: fmt.Sprintf(format, name, displayName(ch.made.Parent()))}
	d.Related = append(d.Related, analysis.RelatedInformation{Pos: ch.made.Pos(), End: ch.made.Pos() + 1, Message: "made here"})
	if g := op.Frame.Goroutine(); g != nil && g.Site.Pos().IsValid() {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: g.Site.Pos(), End: g.Site.Pos() + 1, Message: "the goroutine is started here"})
	}
	c.pass.Report(d)
}

// rangeOf is the place of the operation.
func (c *checker) rangeOf(op *chans.Op) (pos, end token.Pos) {
	pos = op.Instr.Pos()
	if sel := op.Select(); sel != nil {
		pos = sel.States[op.Case].Pos
	}
	switch n := c.syntax[pos].(type) {
	case *ast.SendStmt:
		return n.Pos(), n.End()
	case *ast.UnaryExpr:
		return n.Pos(), n.End()
	case *ast.RangeStmt:
		return n.X.Pos(), n.X.End()
	}
	return pos, pos + 1
}
