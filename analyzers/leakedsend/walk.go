package leakedsend

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// A call is a frame entered in a state.
type call struct {
	frame *chans.Frame
	state state
}

// A step is a point on a way: the start of a block, come from pred.
type step struct {
	block *ssa.BasicBlock
	state state
}

// walk follows all ways through f from the given instruction on and returns
// the states in which it returns. Ways on which all demands are met end.
func (q *query) walk(f *chans.Frame, b *ssa.BasicBlock, from int, s state) []state {
	var outs []state
	seen := map[step]bool{}
	done := map[state]bool{}
	work := []step{}
	advance := func(b *ssa.BasicBlock, from int, s state) {
		states := []state{s}
		for _, in := range b.Instrs[from:] {
			var next []state
			for _, s := range states {
				q.budget--
				next = append(next, q.exec(f, in, s)...)
			}
			states = next
			if len(states) == 0 || q.budget <= 0 {
				return
			}
		}
		for _, s := range states {
			if len(b.Succs) == 0 {
				if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && !done[s] {
					done[s] = true
					outs = append(outs, s)
				}
			}
			for i := range b.Succs {
				if s, ok := q.edge(f, b, i, s); ok {
					work = append(work, step{b.Succs[i], s})
				}
			}
		}
	}
	advance(b, from, s)
	for len(work) > 0 && q.budget > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if !seen[x] {
			seen[x] = true
			advance(x.block, 0, x.state)
		}
	}
	return outs
}

// exec returns the states after an instruction.
func (q *query) exec(f *chans.Frame, in ssa.Instruction, s state) []state {
	if v, ok := in.(ssa.Value); ok {
		if v == q.ends.Origin {
			q.leaves(s, in.Pos()) // the next iteration makes a new channel
			return nil
		}
		if stale := q.clears[v]; stale != 0 {
			s.known &^= stale
		}
	}
	switch in := in.(type) {
	case *ssa.UnOp:
		if in.Op == token.ARROW {
			return q.receive(f, in, in.X, s)
		}
	case *ssa.Send:
		if q.demand == chans.Recv && len(f.Ops[in]) > 0 {
			return q.met(s)
		}
	case *ssa.Select:
		if in.Blocking && len(in.States) == 0 {
			return nil // it never goes on
		}
		s.sel, s.taken = in, -1
	case ssa.CallInstruction:
		return q.execCall(f, in, s)
	case *ssa.Return:
		switch {
		case f.Up != nil || q.c.isMain(f.Fn):
		case q.returnsIt(in):
			q.handed = append(q.handed, s)
		default:
			q.leaves(s, in.Pos())
		}
	case *ssa.Panic:
		if f.Up == nil && !unreachablePanic(in) {
			q.leaves(s, in.Pos())
		}
	}
	return []state{s}
}

// returnsIt reports whether the parent hands the channel to its caller.
func (q *query) returnsIt(r *ssa.Return) bool {
	for i := range r.Results {
		if q.ends.Returned[i] && q.ends.Root.Holds(r.Results[i]) {
			return true
		}
	}
	return false
}

// met returns the states after the parent made one supply.
func (q *query) met(s state) []state {
	s.leave = token.NoPos
	if q.demand == chans.Recv && q.bySentinel {
		return nil // what it sends may tell the receiver to stop
	}
	q.supplied(&s)
	return []state{s}
}

// receive returns the states after a receive from any channel.
func (q *query) receive(f *chans.Frame, in ssa.Instruction, ch ssa.Value, s state) []state {
	if f.Holds(ch) {
		if q.demand == chans.Send {
			return q.met(s)
		}
		return []state{s}
	}
	q.c.progress(q, f, ch, &s)
	return []state{s}
}

// leaves records a leak if demands are open in s, when the parent goes away at pos.
func (q *query) leaves(s state, pos token.Pos) {
	for _, sp := range q.spawns {
		if s.joined&(1<<sp.index) != 0 {
			s.remove(sp.index)
		}
	}
	if s.pending() > q.room {
		q.leaks = append(q.leaks, leak{at: pos, leave: s.leave, state: s})
	}
}

// unreachablePanic recognises what go/ssa puts after the last case of a select.
func unreachablePanic(p *ssa.Panic) bool {
	mi, ok := p.X.(*ssa.MakeInterface)
	if !ok {
		return false
	}
	c, ok := mi.X.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.String &&
		constant.StringVal(c.Value) == "blocking select matched no case"
}

// execCall returns the states after a call, go or defer.
func (q *query) execCall(f *chans.Frame, in ssa.CallInstruction, s state) []state {
	common := in.Common()
	_, isDefer := in.(*ssa.Defer)
	if _, isCall := in.(*ssa.Call); isCall && q.c.ender.Ends(common) {
		return nil
	}
	for _, op := range f.Ops[in] {
		if op.Kind == chans.Close {
			return nil // receivers end; a sender panics, which is another mistake
		}
	}
	if _, isGo := in.(*ssa.Go); !isGo {
		q.join(f, in, isDefer, &s)
	}
	states := []state{s}
	for _, child := range f.Calls[in] {
		var next []state
		for _, s := range states {
			next = append(next, q.enter(child, s)...)
		}
		states = next
	}
	return states
}

// enter returns the states after the frame child was called, started or deferred.
func (q *query) enter(child *chans.Frame, s state) []state {
	switch {
	case child.Mode == chans.Go || q.bySite[child] != nil:
		return q.start(child, s)
	case child.Unseen:
		return []state{s}
	case child.Extern != nil:
		return q.external(child.Extern, s)
	case child.Mode == chans.Defer:
		least, all := q.listens(child)
		if all {
			return nil
		}
		q.expect(&s, least)
		return []state{s}
	}
	outs := q.into(child, s)
	if !child.Many {
		return outs
	}
	states := map[state]bool{s: true}
	all := []state{s}
	for i := 0; i < len(all) && len(all) < 200; i++ {
		for _, t := range q.into(child, all[i]) {
			if !states[t] {
				states[t] = true
				all = append(all, t)
			}
		}
	}
	return all
}

// into walks a child that runs as part of the parent.
func (q *query) into(child *chans.Frame, s state) []state {
	k := call{child, s}
	outs, ok := q.memo[k]
	if !ok {
		outs = q.walk(child, child.Fn.Blocks[0], 0, s)
		q.memo[k] = outs
	}
	return outs
}

// external applies what is known of a function of another package.
func (q *query) external(u *chans.Use, s state) []state {
	if u.Closes || u.Drains && q.demand == chans.Send {
		return nil
	}
	if q.demand == chans.Recv {
		if u.Sends > 0 {
			return q.met(s)
		}
		return []state{s}
	}
	for range u.Recvs {
		q.supplied(&s)
	}
	return []state{s}
}

// start returns the states after a goroutine was started: it makes demands, or
// it listens in the parent's stead.
func (q *query) start(child *chans.Frame, s state) []state {
	if sp := q.bySite[child]; sp != nil {
		switch {
		case sp.trips == 0:
			q.add(&s, sp.index, sp.total)
		case s.added&(1<<sp.index) == 0 || sp.index == maxSpawns-1:
			q.add(&s, sp.index, sp.total*sp.trips)
			if sp.trips > 1 {
				s.added |= 1 << sp.index
			}
		}
		return []state{s}
	}
	least, all := q.listens(child)
	if all {
		return nil
	}
	q.expect(&s, least)
	return []state{s}
}

// listens tells how many supplies the function of a frame makes at least, and
// whether it meets all demands whatever happens.
func (q *query) listens(f *chans.Frame) (least uint8, all bool) {
	if u := f.Extern; u != nil {
		return uint8(min(u.Recvs, 50)), u.Drains || u.Closes
	}
	if q.deep[f] {
		return 0, false
	}
	q.deep[f] = true
	defer delete(q.deep, f)
	var s state
	s.p[0] = uint8(q.limit)
	outs := q.walk(f, f.Fn.Blocks[0], 0, s)
	if len(outs) == 0 {
		return 0, true
	}
	least = chans.Many
	for _, o := range outs {
		least = min(least, o.r+o.credit)
	}
	return least, false
}
