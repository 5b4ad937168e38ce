package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A test is a question that a function asks, perhaps more than once, and that has
// the same answer each time: whether the value v is true or, with isSet, not nil.
// A captured variable stands for what it holds.
type test struct {
	v     ssa.Value
	isSet bool
}

// outcomes has the answers to some tests.
type outcomes map[test]bool

// open returns the blocks to which control can get from block.
func (o outcomes) open(block *ssa.BasicBlock) []*ssa.BasicBlock {
	if len(o) == 0 {
		return block.Succs
	}
	t, is := askedBy(block)
	switch answer, known := o[t]; {
	case !known:
		return block.Succs
	case answer == is:
		return block.Succs[:1]
	}
	return block.Succs[1:]
}

// askedBy returns the test that a block ends with, and its answer where the first
// branch is taken; none if it ends otherwise.
func askedBy(block *ssa.BasicBlock) (t test, is bool) {
	if branch, ok := block.Instrs[len(block.Instrs)-1].(*ssa.If); ok {
		return testOf(branch.Cond)
	}
	return test{}, false
}

// testOf returns the test that a bool is the answer to, and the answer if it is true.
func testOf(v ssa.Value) (t test, is bool) {
	is = true
	for {
		v = unloaded(v)
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op == token.NOT {
				v, is = x.X, !is
				continue
			}
		case *ssa.BinOp:
			if c, ok := x.Y.(*ssa.Const); ok && c.IsNil() && (x.Op == token.NEQ || x.Op == token.EQL) {
				return test{unloaded(x.X), true}, is == (x.Op == token.NEQ)
			}
		case *ssa.Const, nil:
			return test{}, false
		}
		return test{v: v}, is
	}
}

// unloaded returns what v was loaded from a captured variable as, if that holds
// one value only; otherwise v.
func unloaded(v ssa.Value) ssa.Value {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if held := heldBy(load.X); held != nil {
			return held
		}
	}
	return v
}

// heldBy returns the one value that a variable ever holds; the variable, if it is
// captured and the literal does not change it; or nil.
func heldBy(variable ssa.Value) ssa.Value {
	switch x := variable.(type) {
	case *ssa.Alloc:
		if v := onlyStore(x); v != nil && changes(x) == 1 {
			return v
		}
	case *ssa.FreeVar:
		if changes(x) == 0 {
			return x
		}
	}
	return nil
}

// onlyStore returns the value that the function stores in a variable, if it is one.
func onlyStore(variable *ssa.Alloc) ssa.Value {
	var v ssa.Value
	for _, ref := range *variable.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == ssa.Value(variable) {
			if v != nil {
				return nil
			}
			v = s.Val
		}
	}
	return v
}

// changes returns how often a variable is set, by the function and the literals
// in it; many times if its address is given away.
func changes(variable ssa.Value) int {
	n := 0
	for _, ref := range *variable.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			n++
			if ref.Addr != variable {
				n++
			}
		case *ssa.MakeClosure:
			if i := slices.Index(ref.Bindings, variable); i >= 0 {
				n += changes(ref.Fn.(*ssa.Function).FreeVars[i])
			}
		default:
			n += 2
		}
	}
	return n
}

// flagIndex returns the index of the parameter or captured variable whose truth t
// asks for, as in [Lock]; -1 if it asks something else.
func (b *funcBuilder) flagIndex(t test) int {
	switch v := t.v.(type) {
	case *ssa.Parameter:
		if isBool(v.Type()) && !t.isSet {
			return b.paramIndex(v)
		}
	case *ssa.FreeVar:
		if p, ok := v.Type().(*types.Pointer); ok && isBool(p.Elem()) && !t.isSet {
			return b.freeVarIndex(v)
		}
	}
	return -1
}

func isBool(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Bool
}

// handed returns the value that a call hands its callee as the parameter or
// captured variable with the index, or nil.
func handed(param int, args, bindings []ssa.Value) ssa.Value {
	switch i := param - len(args); {
	case i < 0:
		return args[param]
	case i/2 < len(bindings):
		return heldBy(bindings[i/2])
	}
	return nil
}

// flagValue returns the value of a flag that a call hands its callee, if it is
// known, given that tests have come out as supposed.
func flagValue(param int, args, bindings []ssa.Value, supposed outcomes) (value, known bool) {
	v := handed(param, args, bindings)
	if c, ok := v.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Bool {
		return constant.BoolVal(c.Value), true
	}
	t, is := testOf(v)
	answer, known := supposed[t]
	return answer == is, known
}

// flagsOf returns what a call hands its callee as its flags, as far as it is known
// or a flag of the caller.
func (b *funcBuilder) flagsOf(c *ssa.CallCommon) []Flag {
	eff, bindings := b.calleeEffects(c)
	if eff == nil || eff.Flags == 0 {
		return nil
	}
	var flags []Flag
	for i := range 64 {
		if eff.Flags&bit(i) == 0 {
			continue
		}
		if value, known := flagValue(i, c.Args, bindings, nil); known {
			flags = append(flags, Flag{Param: i, From: -1, Value: value})
		} else if t, is := testOf(handed(i, c.Args, bindings)); b.flagIndex(t) >= 0 {
			flags = append(flags, Flag{Param: i, From: b.flagIndex(t), Value: is})
		}
	}
	return flags
}

// maxTests bounds the tests whose outcomes are told apart in one function: each
// doubles the work.
const maxTests = 3

// lockTests returns the tests that say what is locked: those on the way to what is
// done to locks, and those whose answers are handed to who does it. Flags come
// first; other tests count if they are made again.
func (b *funcBuilder) lockTests(ops map[ssa.Instruction]lockOp, cased []ssa.CallInstruction) []test {
	asked := map[test]int{}
	for _, block := range b.ssa.Blocks {
		if t, _ := askedBy(block); t.v != nil {
			asked[t]++
		}
	}
	tests := b.testsAbove(ops)
	for _, call := range cased {
		eff, bindings := b.calleeEffects(call.Common())
		for i, k := range eff.Cases {
			if i > 0 && eff.Cases[i-1].Param == k.Param {
				continue
			}
			if t, _ := testOf(handed(k.Param, call.Common().Args, bindings)); t.v != nil {
				asked[t]++
				tests = append(tests, t)
			}
		}
	}
	var flags, others []test
	for _, t := range tests {
		switch {
		case slices.Contains(flags, t), slices.Contains(others, t):
		case b.flagIndex(t) >= 0:
			flags = append(flags, t)
		case asked[t] > 1 && len(others) < maxTests && !inLoop(t.v):
			others = append(others, t)
		}
	}
	all := append(flags, others...)
	return all[:min(len(all), maxTests)]
}

// inLoop reports whether v has another value in each round of a loop.
func inLoop(v ssa.Value) bool {
	instr, ok := v.(ssa.Instruction)
	return ok && loopAround(instr.Block()) != nil
}

// testsAbove returns the tests that decide whether something is done to locks.
func (b *funcBuilder) testsAbove(ops map[ssa.Instruction]lockOp) []test {
	var tests []test
	climbed := map[*ssa.BasicBlock]bool{}
	for _, block := range b.ssa.Blocks {
		if !slices.ContainsFunc(block.Instrs, func(i ssa.Instruction) bool { return !ops[i].none() }) {
			continue
		}
		for ; block.Idom() != nil && !climbed[block]; block = block.Idom() {
			climbed[block] = true
			if t, _ := askedBy(block.Idom()); t.v != nil && len(block.Preds) == 1 {
				tests = append(tests, t)
			}
		}
	}
	return tests
}
