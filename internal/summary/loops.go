package summary

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// A loop is the blocks from which control can come back to a block.
type loop map[*ssa.BasicBlock]bool

// loopAround returns the blocks of the loops around block; nil if there is none.
func loopAround(block *ssa.BasicBlock) loop {
	after, before := loop{}, loop{}
	after.reach(block, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Succs })
	if !after[block] {
		return nil
	}
	before.reach(block, func(b *ssa.BasicBlock) []*ssa.BasicBlock { return b.Preds })
	for b := range after {
		if !before[b] {
			delete(after, b)
		}
	}
	return after
}

func (l loop) reach(from *ssa.BasicBlock, next func(*ssa.BasicBlock) []*ssa.BasicBlock) {
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, n := range next(b) {
			if !l[n] {
				l[n] = true
				work = append(work, n)
			}
		}
	}
}

// waits reports whether something in the loop may wait for what an earlier
// round has started.
func (l loop) waits() bool {
	for b := range l {
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return true
				}
			case *ssa.Select:
				return true
			case *ssa.Call:
				if obj := calleeObject(&i.Call); obj != nil && obj.Name() == "Wait" {
					return true
				}
			}
		}
	}
	return false
}

// common reports whether v is the same in all rounds of the loop.
func (l loop) common(v ssa.Value) bool {
	instr, ok := v.(ssa.Instruction)
	return !ok || !l[instr.Block()]
}

// several notes, on a call that starts goroutines in a loop, which of the memory
// that they get is the same for all of them.
func (b *funcBuilder) several(call *Call, instr ssa.CallInstruction) {
	l := loopAround(instr.Block())
	if l == nil || l.waits() {
		return
	}
	call.Loop = true
	for i, a := range callArgs(instr.Common()) {
		if l.common(a) {
			call.Common |= bit(i)
		}
	}
	l.markLiteral(call.Targets, instr.Common().Value)
	for _, a := range call.FuncArgs {
		if i := a.Arg; i < len(callArgs(instr.Common())) {
			l.markLiteral(a.Targets, callArgs(instr.Common())[i])
		}
	}
}

// markLiteral notes which free variables of a literal are common to all rounds.
func (l loop) markLiteral(ts []Target, v ssa.Value) {
	lit, ok := v.(*ssa.MakeClosure)
	if !ok || len(ts) != 1 {
		return
	}
	t := &ts[0]
	if t.Bound {
		if l.common(lit.Bindings[0]) {
			t.Common = 1
		}
		return
	}
	params := len(lit.Fn.(*ssa.Function).Params)
	for i, x := range lit.Bindings {
		if !l.common(x) {
			continue
		}
		t.Common |= bit(params + 2*i)
		if !l.stores(x) {
			t.Common |= bit(params + 2*i + 1)
		}
	}
}

// stores reports whether the loop changes the variable v.
func (l loop) stores(v ssa.Value) bool {
	if v.Referrers() == nil {
		return false
	}
	for _, ref := range *v.Referrers() {
		if s, ok := ref.(*ssa.Store); ok && s.Addr == v && l[s.Block()] {
			return true
		}
	}
	return false
}

func bit(i int) uint64 {
	if i >= 64 {
		return 0
	}
	return 1 << i
}

// isElement reports whether v may point into, or be, an element of a container:
// each of several goroutines may have one of its own.
func isElement(v ssa.Value) bool {
	for range 20 {
		switch x := v.(type) {
		case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
			return false
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Alloc:
			stored := storesTo(x, -1)
			if len(stored) != 1 {
				return true
			}
			v = stored[0]
		default:
			return true
		}
	}
	return true
}
