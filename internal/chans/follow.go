package chans

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// maxFrames bounds the work for one channel.
const maxFrames = 300

// An entity is what a value is to us: the channel, a literal that captures it,
// or a variable that holds one of these.
type entity struct {
	cell    bool // a variable's address
	literal *ssa.MakeClosure
	made    *Frame
}

type follower struct {
	ends   *Ends
	lookup Lookup
	frames int
	kept   bool // it escapes, and who else uses it is known
}

// Follow finds the ends of the channel v (or of the function value v, whose
// calls then count as nothing but keep it from escaping).
func Follow(v ssa.Value, lookup Lookup) *Ends {
	return newFollower(v, lookup).follow([]ssa.Value{v})
}

// FollowKept finds the ends of a channel that comes into the function of origin
// by it, say in a field, and that the values are. That it escapes is known.
func FollowKept(origin ssa.Value, values []ssa.Value, lookup Lookup) *Ends {
	f := newFollower(origin, lookup)
	f.kept = true
	return f.follow(values)
}

func newFollower(origin ssa.Value, lookup Lookup) *follower {
	return &follower{lookup: lookup, ends: &Ends{Origin: origin, Returned: map[int]bool{}}}
}

func (f *follower) follow(values []ssa.Value) *Ends {
	f.ends.Root = f.newFrame(f.ends.Origin.Parent())
	for _, v := range values {
		f.set(f.ends.Root, v, entity{})
	}
	f.explore(f.ends.Root)
	return f.ends
}

func (f *follower) newFrame(fn *ssa.Function) *Frame {
	f.frames++
	if f.frames > maxFrames {
		f.ends.Escapes = true
	}
	return &Frame{
		Fn:     fn,
		Ops:    map[ssa.Instruction][]*Op{},
		Calls:  map[ssa.CallInstruction][]*Frame{},
		values: map[ssa.Value]entity{},
	}
}

func (f *follower) escape() { f.ends.Escapes = f.ends.Escapes || !f.kept }

func (f *follower) set(fr *Frame, v ssa.Value, e entity) {
	if old, ok := fr.values[v]; ok {
		if old != e {
			f.escape()
		}
		return
	}
	fr.values[v] = e
	fr.order = append(fr.order, v)
}

// explore finds what fr does with the values it has, then descends into its calls.
func (f *follower) explore(fr *Frame) {
	var calls []ssa.CallInstruction
	seen := map[ssa.CallInstruction]bool{}
	for i := 0; i < len(fr.order) && !f.ends.Escapes; i++ {
		v := fr.order[i]
		refs := v.Referrers()
		if refs == nil {
			continue
		}
		for _, ref := range *refs {
			if c, ok := ref.(ssa.CallInstruction); ok {
				if !seen[c] {
					seen[c] = true
					calls = append(calls, c)
				}
				continue
			}
			f.use(fr, v, fr.values[v], ref)
		}
	}
	f.checkMerges(fr)
	for _, c := range calls {
		if f.ends.Escapes {
			return
		}
		f.call(fr, c)
	}
}

// use records one use of v, other than in a call.
func (f *follower) use(fr *Frame, v ssa.Value, e entity, ref ssa.Instruction) {
	isChan := !e.cell && e.literal == nil
	switch r := ref.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
	case *ssa.Phi:
		f.set(fr, r, e)
	case *ssa.ChangeType:
		f.set(fr, r, e)
	case *ssa.UnOp:
		switch {
		case r.Op == token.MUL && e.cell:
			e.cell = false
			f.set(fr, r, e)
		case r.Op == token.ARROW && isChan:
			fr.addOp(Recv, r, -1)
		default:
			f.escape()
		}
	case *ssa.Store:
		f.store(fr, v, e, r)
	case *ssa.MakeClosure:
		f.set(fr, r, entity{literal: r, made: fr})
	case *ssa.Send:
		if !isChan || r.X == v {
			f.escape()
			return
		}
		fr.addOp(Send, r, -1)
	case *ssa.Select:
		f.selects(fr, v, isChan, r)
	case *ssa.Return:
		f.returned(fr, v, isChan, r)
	default:
		f.escape()
	}
}

func (f *follower) store(fr *Frame, v ssa.Value, e entity, s *ssa.Store) {
	if s.Addr == v {
		return // checkMerges looks at what is stored
	}
	if cell, ok := s.Addr.(*ssa.Alloc); ok && !e.cell {
		e.cell = true
		f.set(fr, cell, e)
		return
	}
	f.escape()
}

func (f *follower) selects(fr *Frame, v ssa.Value, isChan bool, s *ssa.Select) {
	if !isChan {
		f.escape()
		return
	}
	for i, st := range s.States {
		if st.Send == v {
			f.escape()
		}
		if st.Chan == v {
			kind := Recv
			if st.Dir == types.SendOnly {
				kind = Send
			}
			fr.addOp(kind, s, i)
		}
	}
}

func (f *follower) returned(fr *Frame, v ssa.Value, isChan bool, r *ssa.Return) {
	if fr.Up != nil || !isChan {
		f.escape()
		return
	}
	for i, res := range r.Results {
		if res == v {
			f.ends.Returned[i] = true
		}
	}
}

func (fr *Frame) addOp(kind OpKind, in ssa.Instruction, selectCase int) {
	for _, op := range fr.Ops[in] {
		if op.Kind == kind && op.Case == selectCase {
			return
		}
	}
	fr.Ops[in] = append(fr.Ops[in], &Op{Kind: kind, Frame: fr, Instr: in, Case: selectCase})
}

// checkMerges gives up where a variable or a merge of branches may hold
// something else than what we follow: nil is fine.
func (f *follower) checkMerges(fr *Frame) {
	same := func(v ssa.Value, e entity) bool {
		if c, ok := v.(*ssa.Const); ok {
			return c.Value == nil
		}
		got, ok := fr.values[v]
		return ok && got == e
	}
	for _, v := range fr.order {
		e := fr.values[v]
		if phi, ok := v.(*ssa.Phi); ok {
			for _, edge := range phi.Edges {
				if edge != phi && !same(edge, e) {
					f.escape()
				}
			}
		}
		if !e.cell {
			continue
		}
		held := e
		held.cell = false
		for _, ref := range *v.Referrers() {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == v && !same(s.Val, held) {
				f.escape()
			}
		}
	}
}
