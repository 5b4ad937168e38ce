package summary

import (
	"maps"

	"golang.org/x/tools/go/ssa"
)

// A standing says how a lock stands, compared with how the function found it.
type standing int

const (
	found standing = iota
	taken
	gone // given up, for the caller who holds it
	back // given up and taken again: as found, but held for certain
)

// after has the standing after an acquisition, and after a release.
var after = [...]struct{ acquire, release standing }{
	found: {taken, gone},
	taken: {taken, found},
	gone:  {back, gone},
	back:  {back, gone},
}

// A lockState has the ways in which one lock may stand at a point of a function:
// a bit for each pair of a standing and of what deferred calls are due to do
// (-1 release it, 1 acquire it). What is deferred where the lock was taken then
// has nothing to do with the ways on which it was not.
type lockState struct {
	ways uint16
	read bool // it may be held for reading only
}

var asFound = lockState{ways: wayOf(found, 0)}

func wayOf(s standing, due int) uint16 { return 1 << (4*(due+1) + int(s)) }

// each returns the state that it makes of each way.
func (s lockState) each(step func(standing, int) (standing, int)) lockState {
	out := lockState{read: s.read}
	for i := range 12 {
		if s.ways>>i&1 != 0 {
			out.ways |= wayOf(step(standing(i%4), i/4-1))
		}
	}
	return out
}

func (s lockState) can(at standing) bool {
	return s.ways&(wayOf(at, -1)|wayOf(at, 0)|wayOf(at, 1)) != 0
}

func (s lockState) held() bool { return !s.can(found) && !s.can(gone) }

func (s lockState) acquire(read bool) lockState {
	out := s.each(func(at standing, due int) (standing, int) { return after[at].acquire, due })
	out.read = read && (s.read || !s.held())
	return out
}

func (s lockState) release() lockState {
	return s.each(func(at standing, due int) (standing, int) { return after[at].release, due })
}

// later notes a deferred acquisition (1) or release (-1).
func (s lockState) later(by int) lockState {
	return s.each(func(at standing, due int) (standing, int) { return at, min(max(due+by, -1), 1) })
}

// settle does what is due.
func (s lockState) settle() lockState {
	return s.each(func(at standing, due int) (standing, int) {
		switch due {
		case -1:
			at = after[at].release
		case 1:
			at = after[at].acquire
		}
		return at, 0
	})
}

// lockStates has the states of locks, by path; others are as they were found.
type lockStates map[string]lockState

func (s lockStates) get(path string) lockState {
	if state, ok := s[path]; ok {
		return state
	}
	return asFound
}

// apply changes s by what an instruction does.
func (s lockStates) apply(op lockOp) {
	for _, r := range op.release {
		if op.later {
			s[r.path] = s.get(r.path).later(-1)
		} else {
			s[r.path] = s.get(r.path).release()
		}
	}
	for _, a := range op.acquire {
		if op.later {
			s[a.path] = s.get(a.path).later(1)
		} else {
			s[a.path] = s.get(a.path).acquire(a.read)
		}
	}
}

// join returns the states where control comes from two sides.
func (s lockStates) join(t lockStates) lockStates {
	out := maps.Clone(s)
	for path := range t {
		out[path] = s.get(path)
	}
	for path, state := range out {
		other := t.get(path)
		out[path] = lockState{state.ways | other.ways, state.read || other.read}
	}
	return out
}

// held returns the locks that are held for certain.
func (s lockStates) held() lockSet {
	var out lockSet
	for path, state := range s {
		if state.held() {
			if out == nil {
				out = lockSet{}
			}
			out[path] = state.read
		}
	}
	return out
}

// A lockFlow is a solution of the forward data-flow problem how locks stand.
type lockFlow struct {
	supposed outcomes
	ops      map[ssa.Instruction]lockOp
	in       map[*ssa.BasicBlock]lockStates
	// before has the locks held where a block begins, past those after an
	// instruction that does something to locks.
	before map[*ssa.BasicBlock]lockSet
	past   map[ssa.Instruction]lockSet
	// returned has how locks stand when the function has returned; nil if it
	// does not return.
	returned lockStates
}

// flow solves the problem for the branches that are open if tests have come out
// as supposed.
func (b *funcBuilder) flow(ops map[ssa.Instruction]lockOp, supposed outcomes) *lockFlow {
	f := &lockFlow{
		supposed: supposed,
		ops:      ops,
		in:       map[*ssa.BasicBlock]lockStates{},
		before:   map[*ssa.BasicBlock]lockSet{},
		past:     map[ssa.Instruction]lockSet{},
	}
	work := []*ssa.BasicBlock{b.ssa.Blocks[0]}
	f.in[b.ssa.Blocks[0]] = lockStates{}
	for len(work) > 0 {
		block := work[0]
		work = work[1:]
		out := maps.Clone(f.in[block])
		for _, instr := range block.Instrs {
			out.apply(ops[instr])
		}
		for _, succ := range supposed.open(block) {
			old, seen := f.in[succ]
			next := out
			if seen {
				next = old.join(out)
			}
			if !seen || !maps.Equal(old, next) {
				f.in[succ] = next
				work = append(work, succ)
			}
		}
	}
	f.finish()
	return f
}

// finish notes what is held where, and how the function leaves locks.
func (f *lockFlow) finish() {
	for block, in := range f.in {
		states := maps.Clone(in)
		f.before[block] = states.held()
		for _, instr := range block.Instrs {
			if op, ok := f.ops[instr]; ok {
				states.apply(op)
				f.past[instr] = states.held()
			}
		}
		if _, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); !ok {
			continue
		}
		for path, state := range states {
			states[path] = state.settle()
		}
		if f.returned != nil {
			states = f.returned.join(states)
		}
		f.returned = states
	}
	f.in = nil
}

// at returns the locks held just before instr; false if control does not get there.
func (f *lockFlow) at(instr ssa.Instruction) (lockSet, bool) {
	held, reached := f.before[instr.Block()]
	for _, i := range instr.Block().Instrs {
		if i == instr {
			break
		}
		if set, ok := f.past[i]; ok {
			held = set
		}
	}
	return held, reached
}

// effects returns the locks that the function leaves held, and those that it
// releases for its caller. One that it gave up and took again on all ways is both.
func (f *lockFlow) effects() (acquires, releases lockSet) {
	acquires, releases = lockSet{}, lockSet{}
	for path, state := range f.returned {
		if state.held() {
			acquires[path] = state.read
		}
		if state.can(gone) || state.held() && !state.can(taken) {
			releases[path] = state.read
		}
	}
	return acquires, releases
}
