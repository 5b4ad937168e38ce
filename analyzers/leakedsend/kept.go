package leakedsend

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
	"github.com/concurrencylint/concurrencylint/internal/endless"
	"github.com/concurrencylint/concurrencylint/internal/kept"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// replies checks the channels on which a function waits for the answer to
// something that it hands to others, the channel included: it makes the channel
// in a field of a fresh object, and nobody else receives from it.
func (c *checker) replies(all []*kept.Channel) {
	for _, ch := range all {
		if _, known := ch.Room(); ch.HeardElsewhere || !known {
			continue
		}
		if sends := c.answers(ch); len(sends) > 0 {
			for _, r := range c.askers(ch) {
				if c.givesUp(ch, r, sends) {
					break // said once
				}
			}
		}
	}
}

// answers returns the sends on the channel that block until it is received from.
func (c *checker) answers(ch *kept.Channel) []*chans.Op {
	var sends []*chans.Op
	for _, op := range ch.Sends {
		if op.Blocks() && ch.Sure(op) && !linted.Test(c.pass.Fset, op.Instr.Pos()) {
			sends = append(sends, op)
		}
	}
	return sends
}

// An asker is a function that makes the channel, or has it made, and receives from it.
type asker struct {
	made    *ssa.MakeChan
	origin  ssa.Value // the make, or the call of the function that makes it
	answers []ssa.Value
	stream  bool // it receives in a loop
}

// askers returns the functions that receive from the channel; none if some do
// not make it.
func (c *checker) askers(ch *kept.Channel) []*asker {
	byFunc := map[*ssa.Function]*asker{}
	var all []*asker
	for _, op := range ch.Recvs {
		if linted.Test(c.pass.Fset, op.Instr.Pos()) {
			continue
		}
		made, origin := freshFor(ch, op)
		if made == nil {
			return nil
		}
		a := byFunc[op.Instr.Parent()]
		if a == nil {
			a = &asker{made: made, origin: origin}
			byFunc[op.Instr.Parent()] = a
			all = append(all, a)
		}
		if a.origin != origin {
			return nil
		}
		a.answers = append(a.answers, kept.Operand(op))
		a.stream = a.stream || c.repeats(op, origin)
	}
	return all
}

// repeats reports whether op may happen several times on the same channel.
func (c *checker) repeats(op *chans.Op, origin ssa.Value) bool {
	for _, l := range chans.Around(c.loopsOf(op.Instr.Parent()), op.Instr.Block()) {
		if !l.Blocks[originBlock(origin)] {
			return true
		}
	}
	return false
}

// freshFor returns the make of the channel that op receives from, and the value
// by which op's function has it: the make itself or a call that returns the
// object. It returns nil if the function may have got the channel otherwise.
func freshFor(ch *kept.Channel, op *chans.Op) (made *ssa.MakeChan, origin ssa.Value) {
	fn := op.Instr.Parent()
	_, v := (&chans.Frame{Fn: fn}).Resolve(kept.Operand(op))
	if m, ok := v.(*ssa.MakeChan); ok {
		return m, m
	}
	object := v
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		field, ok := load.X.(*ssa.FieldAddr)
		if !ok {
			return nil, nil
		}
		_, object = (&chans.Frame{Fn: fn}).Resolve(field.X)
	}
	if ex, ok := object.(*ssa.Extract); ok {
		object = ex.Tuple
	}
	for _, m := range ch.Made {
		switch o := object.(type) {
		case *ssa.Alloc:
			if m.Parent() == fn {
				return m, m
			}
		case *ssa.Call:
			if m.Parent() == o.Call.StaticCallee() {
				return m, o
			}
		}
	}
	return nil, nil
}

// givesUp reports the sends that block once the asker has run out of patience:
// one, or as many as it likes if it receives a stream.
func (c *checker) givesUp(ch *kept.Channel, a *asker, sends []*chans.Op) bool {
	ends := chans.FollowKept(a.origin, a.answers, c.lookup)
	if ends.Escapes {
		return false // too many calls to follow
	}
	q := c.emptyQuery(ends, chans.Send)
	q.made = a.made
	room, _ := ch.Room()
	q.setRoom(room)
	var open state
	open.p[0] = 1
	if a.stream {
		open.p[0] = uint8(q.limit)
	}
	for _, l := range q.ask(open) {
		if l.leave.IsValid() && impatient(ends.Root.Fn, l.leave) {
			q.unanswered(sends, l, a.stream)
			return true
		}
	}
	return false
}

// impatient reports whether the case of a select at pos waits for the end of a
// context or for a timer, or is a default.
func impatient(fn *ssa.Function, pos token.Pos) bool {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			sel, ok := in.(*ssa.Select)
			if !ok {
				continue
			}
			if sel.Pos() == pos {
				return true
			}
			for _, st := range sel.States {
				if st.Pos == pos {
					return endless.Timer(st.Chan) != nil || isDone(fn, st.Chan)
				}
			}
		}
	}
	return false
}

// isDone reports whether ch is what the method Done of a context returns.
func isDone(fn *ssa.Function, ch ssa.Value) bool {
	_, v := (&chans.Frame{Fn: fn}).Resolve(ch)
	call, ok := v.(*ssa.Call)
	return ok && call.Call.IsInvoke() && call.Call.Method.Name() == "Done" && shape.IsContext(call.Call.Value.Type())
}

// unanswered reports the first of the sends, with the others as related positions.
func (q *query) unanswered(sends []*chans.Op, l leak, stream bool) {
	first := q.c.siteOf(sends[0], nil, q.made)
	for _, op := range sends[1:] {
		if s := q.c.siteOf(op, nil, q.made); s.pos < first.pos {
			first = s
		}
	}
	var related []analysis.RelatedInformation
	add := func(pos, end token.Pos, message string) {
		related = append(related, analysis.RelatedInformation{Pos: pos, End: end, Message: message})
	}
	for _, op := range sends {
		if s := q.c.siteOf(op, nil, q.made); s.pos != first.pos {
			add(s.pos, s.end, "so does this send")
		}
	}
	add(q.made.Pos(), q.made.Pos(), "the channel is made here")
	add(l.leave, l.leave, "the case by which nobody is left at the other end")
	advice := "make the channel with a capacity of 1, or send in a select with the end of a context"
	if stream {
		advice = "send in a select with the end of a context, or with a channel that is closed when the receiver leaves"
	}
	q.c.pass.Report(analysis.Diagnostic{
		Pos: first.pos, End: first.end, Related: related,
		Message: fmt.Sprintf("this send to %q blocks for ever once %s, which alone receives, has left by the case at %s: the goroutine leaks with all it holds; %s",
			first.name, funcName(q.ends.Root.Fn), q.where(l.leave, first), advice),
	})
}
