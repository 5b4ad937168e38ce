package summary

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// lockPoints says which locks are held before each instruction of a function, and
// which of them it leaves to its caller. Where tests say what is locked, it tells
// their outcomes apart: what holds with each of them holds.
type lockPoints struct {
	b     *funcBuilder
	flags []int       // see flagIndex; of tests
	flows []*lockFlow // one for each combination of outcomes; none without locks
}

// lockSets finds out which locks are held where.
func (b *funcBuilder) lockSets() *lockPoints {
	l := &lockPoints{b: b}
	ops, cased := b.lockOps()
	if len(ops)+len(cased) == 0 {
		return l
	}
	combinations := []outcomes{{}}
	for _, t := range b.lockTests(ops, cased) {
		if flag := b.flagIndex(t); flag >= 0 && flag < 64 {
			l.flags = append(l.flags, flag)
		}
		var next []outcomes
		for _, c := range combinations {
			for _, is := range []bool{true, false} {
				more := maps.Clone(c)
				more[t] = is
				next = append(next, more)
			}
		}
		combinations = next
	}
	for _, c := range combinations {
		own := maps.Clone(ops)
		for _, call := range cased {
			own[call] = b.lockOpAt(call, c)
		}
		l.flows = append(l.flows, b.flow(own, c))
	}
	return l
}

// lockOps returns what instructions do to locks, and the calls for which that
// depends on a flag they hand on.
func (b *funcBuilder) lockOps() (ops map[ssa.Instruction]lockOp, cased []ssa.CallInstruction) {
	ops = map[ssa.Instruction]lockOp{}
	for _, block := range b.ssa.Blocks {
		for _, instr := range block.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if op := b.lockOpAt(call, nil); !op.none() {
				ops[instr] = op
			}
			if eff, _ := b.calleeEffects(call.Common()); eff != nil && len(eff.Cases) > 0 {
				cased = append(cased, call)
			}
		}
	}
	b.tokenOps(ops)
	return ops, cased
}

// lockOpAt says what a call statement does to locks, at once or later.
func (b *funcBuilder) lockOpAt(call ssa.CallInstruction, supposed outcomes) lockOp {
	switch call.(type) {
	case *ssa.Call:
		return b.lockOpOf(call.Common(), supposed)
	case *ssa.Defer:
		op := b.lockOpOf(call.Common(), supposed)
		op.later = true
		return op
	}
	return lockOp{} // a goroutine
}

// at returns the locks held just before instr.
func (l *lockPoints) at(instr ssa.Instruction) lockSet {
	return l.heldIn(l.flows, instr)
}

// heldIn returns the locks held just before instr in all flows that get there.
func (l *lockPoints) heldIn(flows []*lockFlow, instr ssa.Instruction) lockSet {
	var all lockSet
	first := true
	for _, f := range flows {
		held, reached := f.at(instr)
		switch {
		case !reached:
		case first:
			all, first = held, false
		default:
			all = all.intersect(held)
		}
	}
	return all
}

// with returns the flows in which a flag has a value.
func (l *lockPoints) with(flag int, value bool) []*lockFlow {
	var out []*lockFlow
	for _, f := range l.flows {
		for t, is := range f.supposed {
			if is == value && l.b.flagIndex(t) == flag {
				out = append(out, f)
			}
		}
	}
	return out
}

// flagged returns the flags of the function with which an exclusive lock, or any
// lock, is held just before instr.
func (l *lockPoints) flagged(instr ssa.Instruction) (exclusive, any Flags) {
	for _, flag := range l.flags {
		on, off := l.heldIn(l.with(flag, true), instr), l.heldIn(l.with(flag, false), instr)
		exclusive.add(flag, on.exclusive(), off.exclusive())
		any.add(flag, on.any(), off.any())
	}
	return exclusive, any
}

func (f *Flags) add(flag int, on, off bool) {
	if on {
		f.On |= bit(flag)
	}
	if off {
		f.Off |= bit(flag)
	}
}

// effects computes the function's own effects, once; a recursive call has none.
func (b *funcBuilder) effects() *LockEffects {
	if b.locks != nil {
		return b.locks
	}
	b.locks = &LockEffects{}
	points := b.lockSets()
	eff := &LockEffects{Flags: b.flagsHanded()}
	eff.Acquires, eff.Releases = points.effects(points.flows)
	for _, flag := range points.flags {
		eff.Flags |= bit(flag)
		for _, value := range []bool{true, false} {
			k := LockCase{Param: flag, Value: value}
			k.Acquires, k.Releases = points.effects(points.with(flag, value))
			if !slices.Equal(k.Acquires, eff.Acquires) || !slices.Equal(k.Releases, eff.Releases) {
				eff.Cases = append(eff.Cases, k)
			}
		}
	}
	b.locks = eff
	return eff
}

// effects returns the locks that the function acquires in all of the flows that
// return, and those that it releases in one.
func (l *lockPoints) effects(flows []*lockFlow) (acquires, releases []Lock) {
	var held lockSet
	gone := lockSet{}
	for _, f := range flows {
		if f.returned == nil {
			continue
		}
		a, r := f.effects()
		if held != nil {
			a = held.intersect(a)
		}
		held = a
		maps.Copy(gone, r)
	}
	return l.b.locksIn(held), l.b.locksIn(gone)
}

// flagsHanded has the flags of the function that it hands on as flags.
func (b *funcBuilder) flagsHanded() uint64 {
	var all uint64
	for _, call := range b.calls {
		for _, f := range b.flagsOf(call.Common()) {
			if f.From >= 0 {
				all |= bit(f.From)
			}
		}
	}
	return all
}

// locksIn returns the locks of a set that callers know too.
func (b *funcBuilder) locksIn(set lockSet) []Lock {
	var locks []Lock
	for path, read := range set {
		if strings.HasPrefix(path, "t:") {
			path = "h:" + b.fn.Key
		}
		locks = appendLock(locks, b, pathMode{path, read})
	}
	slices.SortFunc(locks, compareLocks)
	return locks
}
