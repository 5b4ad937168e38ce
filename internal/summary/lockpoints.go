package summary

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// lockPoints says which locks are held before each instruction of a function, and
// which of them it leaves to its caller. Where a test says what is locked, it
// tells its outcomes apart: what holds with both of them holds.
type lockPoints struct {
	b      *funcBuilder
	plain  *lockFlow // nil if the function has nothing to do with locks
	splits []lockSplit
}

// A lockSplit has what holds with each outcome of a test.
type lockSplit struct {
	flag    int // see flagIndex
	on, off *lockFlow
}

// lockSets finds out which locks are held where.
func (b *funcBuilder) lockSets() *lockPoints {
	l := &lockPoints{b: b}
	ops, cased := b.lockOps()
	if len(ops)+len(cased) == 0 {
		return l
	}
	l.plain = b.flow(ops, outcome{})
	for _, t := range b.lockTests(ops, cased) {
		suppose := func(is bool) *lockFlow {
			supposed := outcome{t, is}
			own := maps.Clone(ops)
			for _, call := range cased {
				own[call] = b.lockOpAt(call, supposed)
			}
			return b.flow(own, supposed)
		}
		l.splits = append(l.splits, lockSplit{b.flagIndex(t), suppose(true), suppose(false)})
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
			if op := b.lockOpAt(call, outcome{}); !op.none() {
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
func (b *funcBuilder) lockOpAt(call ssa.CallInstruction, supposed outcome) lockOp {
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
	if l.plain == nil {
		return nil
	}
	held, _ := l.plain.at(instr)
	for _, s := range l.splits {
		on, reachedOn := s.on.at(instr)
		off, reachedOff := s.off.at(instr)
		held = held.union(either(on, off, reachedOn, reachedOff, lockSet.intersect))
	}
	return held
}

// either combines what holds with the outcomes of a test, of which there may be
// only one.
func either(on, off lockSet, hasOn, hasOff bool, combine func(lockSet, lockSet) lockSet) lockSet {
	switch {
	case !hasOff:
		return on
	case !hasOn:
		return off
	}
	return combine(on, off)
}

// flagged returns the flags of the function with which an exclusive lock, or any
// lock, is held just before instr.
func (l *lockPoints) flagged(instr ssa.Instruction) (exclusive, any Flags) {
	for _, s := range l.splits {
		if s.flag < 0 {
			continue
		}
		on, _ := s.on.at(instr)
		off, _ := s.off.at(instr)
		exclusive.add(s.flag, on.exclusive(), off.exclusive())
		any.add(s.flag, on.any(), off.any())
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
	if points.plain != nil {
		acquires, releases := points.plain.effects()
		for _, s := range points.splits {
			a, r := s.effects()
			acquires = acquires.union(a)
			maps.DeleteFunc(releases, func(path string, _ bool) bool { _, ok := r[path]; return !ok })
		}
		eff.Acquires, eff.Releases = b.locksIn(acquires), b.locksIn(releases)
		for _, s := range points.splits {
			b.addCases(eff, s)
		}
	}
	b.locks = eff
	return eff
}

// effects returns what the function acquires and releases with both outcomes.
func (s lockSplit) effects() (acquires, releases lockSet) {
	onA, onR := s.on.effects()
	offA, offR := s.off.effects()
	on, off := s.on.returned != nil, s.off.returned != nil
	return either(onA, offA, on, off, lockSet.intersect), either(onR, offR, on, off, lockSet.union)
}

// addCases adds what the function does with each value of a flag, where that
// differs from what it does for all we know.
func (b *funcBuilder) addCases(eff *LockEffects, s lockSplit) {
	if s.flag < 0 || s.flag >= 64 {
		return
	}
	eff.Flags |= bit(s.flag)
	for _, value := range []bool{true, false} {
		flow := s.off
		if value {
			flow = s.on
		}
		acquires, releases := flow.effects()
		k := LockCase{s.flag, value, b.locksIn(acquires), b.locksIn(releases)}
		if !slices.Equal(k.Acquires, eff.Acquires) || !slices.Equal(k.Releases, eff.Releases) {
			eff.Cases = append(eff.Cases, k)
		}
	}
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
