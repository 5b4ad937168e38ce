package leakedsend

import (
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"

	"slices"
)

// A place is where, in the function of a goroutine, it tells a group that it
// is done.
type place struct {
	group    string
	at       ssa.Instruction
	deferred bool
	started  bool // the group started it, and waits for its end
}

// A spot is an operation as seen from the function of its goroutine.
type spot struct {
	at       ssa.Instruction
	deferred bool
}

// lift finds the instruction of g's function that op happens in.
func lift(op *chans.Op, g *chans.Frame) spot {
	s := spot{at: op.Instr}
	if c, ok := op.Instr.(*ssa.Defer); ok && op.Kind == chans.Close {
		s = spot{c, true}
	}
	for f := op.Frame; f != g && f.Up != nil; f = f.Up {
		s = spot{f.Site, s.deferred || f.Mode == chans.Defer}
	}
	return s
}

// follows reports whether b may happen after a in the same goroutine. Deferred
// calls run last, and in reverse order.
func follows(a, b spot) bool {
	switch {
	case a.at == b.at && a.deferred == b.deferred:
		return chans.Reaches(a.at, b.at)
	case a.deferred && b.deferred:
		return chans.Reaches(b.at, a.at)
	case b.deferred:
		return true
	case a.deferred:
		return false
	}
	return chans.Reaches(a.at, b.at)
}

// finishedBy reports whether the spawn's goroutine has no demand left once it
// did the thing at s.
func (sp *spawn) finishedBy(s spot) bool {
	for _, site := range sp.sites {
		if follows(s, lift(site, sp.frame)) {
			return false
		}
	}
	return true
}

// progress takes out of s the goroutines that must be past their demands when
// the parent has received from ch, another channel.
func (c *checker) progress(q *query, f *chans.Frame, ch ssa.Value, s *state) {
	ends := c.localEnds(q, f, ch)
	if ends == nil {
		c.cancelled(q, f, ch, s)
		return
	}
	for _, sp := range q.spawns {
		if s.p[sp.index] > 0 && c.implies(ends, sp) {
			s.remove(sp.index)
		}
	}
}

// localEnds returns the ends of ch if it is made by the parent as well and
// nobody else uses it.
func (c *checker) localEnds(q *query, f *chans.Frame, ch ssa.Value) *chans.Ends {
	at, v := f.Resolve(ch)
	if at.Up != nil {
		return nil
	}
	if m, ok := v.(*ssa.MakeChan); ok {
		if ends := c.endsOf(m); !ends.Escapes && len(ends.Returned) == 0 {
			return ends
		}
		return nil
	}
	return c.sibling(q, v)
}

// sibling returns the ends of a channel that the parent got from the same call
// as the one asked about.
func (c *checker) sibling(q *query, v ssa.Value) *chans.Ends {
	mine, ok := q.ends.Origin.(*ssa.Extract)
	other, ok2 := v.(*ssa.Extract)
	if !ok || !ok2 || mine.Tuple != other.Tuple || !c.ownedBySelf(other) {
		return nil
	}
	maker := q.made.Parent()
	if call, ok := mine.Tuple.(*ssa.Call); !ok || call.Call.StaticCallee() != maker {
		return nil
	}
	for _, b := range maker.Blocks {
		for _, in := range b.Instrs {
			if m, ok := in.(*ssa.MakeChan); ok {
				if ends := c.endsOf(m); !ends.Escapes && ends.Returned[other.Index] {
					return ends
				}
			}
		}
	}
	return nil
}

// ownedBySelf reports whether the caller that got the channel v only receives
// from it.
func (c *checker) ownedBySelf(v ssa.Value) bool {
	ends := c.endsOf(v)
	return !ends.Escapes && !senders(ends)
}

// implies reports whether something coming out of the channel of ends means
// that the goroutines of sp are past their demands: whoever sends or closes
// there is one of them, at its end, or has waited for them.
func (c *checker) implies(ends *chans.Ends, sp *spawn) bool {
	any, all := false, true
	ends.Root.EachOp(func(op *chans.Op) {
		if op.Kind == chans.Recv {
			return
		}
		any = true
		g := op.Frame.Goroutine()
		switch {
		case g == nil:
			all = false
		case same(g, sp.frame):
			all = all && sp.single && sp.finishedBy(lift(op, g))
		default:
			all = all && c.waitsBefore(g, lift(op, g), sp)
		}
	})
	return any && all
}

// same reports whether two frames, found while following different channels,
// are the same call.
func same(a, b *chans.Frame) bool {
	for a.Up != nil && b.Up != nil {
		if a.Site != b.Site || a.Fn != b.Fn {
			return false
		}
		a, b = a.Up, b.Up
	}
	return a.Up == b.Up
}

// waitsBefore reports whether the goroutine g waits for those of sp before s.
func (c *checker) waitsBefore(g *chans.Frame, s spot, sp *spawn) bool {
	for _, b := range g.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || !s.deferred && !before(in, s.at) {
				continue
			}
			for _, group := range c.groups(g, call, 2) {
				if sp.doneFor(group) {
					return true
				}
			}
		}
	}
	return false
}

// before reports whether control cannot get to b but through a.
func before(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		return slices.Index(a.Block().Instrs, a) < slices.Index(b.Block().Instrs, b)
	}
	return a.Block().Dominates(b.Block())
}

// doneFor reports whether waiting for the group means that the goroutines of
// the spawn are past their demands.
func (sp *spawn) doneFor(group string) bool {
	for _, d := range sp.done {
		if d.group == group && (d.started || sp.finishedBy(spot{d.at, d.deferred})) {
			return true
		}
	}
	return false
}

// join takes out of s the goroutines that the call waits for.
func (q *query) join(f *chans.Frame, in ssa.CallInstruction, deferred bool, s *state) {
	if len(q.spawns) == 0 {
		return
	}
	groups := q.c.groups(f, in, 2)
	for _, sp := range q.spawns {
		for _, group := range groups {
			if !sp.doneFor(group) {
				continue
			}
			if deferred {
				s.joined |= 1 << sp.index
			} else {
				s.remove(sp.index)
			}
		}
	}
}

// groups returns what a call waits for, also in functions of this package.
func (c *checker) groups(f *chans.Frame, in ssa.CallInstruction, depth int) []string {
	common := in.Common()
	if g := chans.WaitsFor(common); g != nil {
		return []string{f.Place(g)}
	}
	if depth == 0 || common.IsInvoke() {
		return nil
	}
	if _, isGo := in.(*ssa.Go); isGo {
		return nil
	}
	into := f.Into(in)
	if into == nil {
		return nil
	}
	if !c.mayWait(into.Fn, depth) {
		return nil
	}
	var groups []string
	for _, b := range into.Fn.Blocks {
		for _, in := range b.Instrs {
			if call, ok := in.(ssa.CallInstruction); ok {
				groups = append(groups, c.groups(into, call, depth-1)...)
			}
		}
	}
	return groups
}

// mayWait is a quick test whether fn waits for a group at all.
func (c *checker) mayWait(fn *ssa.Function, depth int) bool {
	if may, ok := c.waits[fn]; ok {
		return may
	}
	c.waits[fn] = false
	may := false
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if chans.WaitsFor(call.Common()) != nil {
				may = true
			} else if callee := call.Common().StaticCallee(); callee != nil && callee.Blocks != nil && depth > 1 {
				may = may || c.mayWait(callee, depth-1)
			} else if callee == nil && !call.Common().IsInvoke() {
				may = may || depth > 1 // a literal kept in a variable
			}
		}
	}
	c.waits[fn] = may
	return may
}

// doneWith returns the groups that the goroutine of f tells that it is done.
func (c *checker) doneWith(f *chans.Frame) []place {
	var done []place
	if _, isGo := f.Site.(*ssa.Go); !isGo {
		if g := chans.StartedBy(f.Site.Common()); g != nil {
			done = append(done, place{group: f.Up.Place(g), started: true})
		}
	}
	c.collectDone(f, nil, false, 3, &done)
	return done
}

func (c *checker) collectDone(f *chans.Frame, top ssa.Instruction, deferred bool, depth int, done *[]place) {
	if f.Fn == nil {
		return
	}
	for _, b := range f.Fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok {
				continue
			}
			at := top
			if at == nil {
				at = in
			}
			_, isDefer := in.(*ssa.Defer)
			if g := chans.DoneWith(call.Common()); g != nil {
				*done = append(*done, place{group: f.Place(g), at: at, deferred: deferred || isDefer})
				continue
			}
			if _, isGo := in.(*ssa.Go); isGo || depth == 0 {
				continue
			}
			if into := f.Into(call); into != nil {
				c.collectDone(into, at, deferred || isDefer, depth-1, done)
			}
		}
	}
}
