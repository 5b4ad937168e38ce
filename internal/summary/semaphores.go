package summary

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A chanOp is a send to, or a receive from, a channel kept in a variable or
// field.
type chanOp struct {
	slot string
	send bool
	at   ssa.Instruction // what the channel guards comes after this one
	pos  token.Pos
}

// tokenOps adds, to the lock operations of the function, channels that serve as
// locks: one token is sent (or received) to get in, and received (or sent) to
// get out, by the same function or a literal in it.
func (b *funcBuilder) tokenOps(ops map[ssa.Instruction]lockOp) {
	own := b.chanOps(b.ssa)
	if len(own) == 0 {
		return
	}
	all := own
	for _, lit := range b.ssa.AnonFuncs {
		all = append(all[:len(all):len(all)], b.chanOps(lit)...)
	}
	for _, op := range own {
		first, both := op, false
		for _, other := range all {
			if other.slot == op.slot {
				both = both || other.send != op.send
				if other.pos < first.pos {
					first = other
				}
			}
		}
		if !both || b.p.chanSize(op.slot) > 1 {
			continue
		}
		mode := []pathMode{{"ch:" + op.slot, false}}
		if op.send == first.send {
			ops[op.at] = lockOp{acquire: mode}
		} else {
			ops[op.at] = lockOp{release: mode}
		}
	}
}

// chanOps returns what fn does with channels of empty structs that are kept in
// variables and fields.
func (b *funcBuilder) chanOps(fn *ssa.Function) []chanOp {
	var out []chanOp
	add := func(ch ssa.Value, send bool, at ssa.Instruction, pos token.Pos) {
		if c, ok := ch.Type().Underlying().(*types.Chan); ok && isEmptyStruct(c.Elem()) {
			if slot := b.slotOf(ch); slot != "" {
				out = append(out, chanOp{slot, send, at, pos})
			}
		}
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch i := instr.(type) {
			case *ssa.Send:
				add(i.Chan, true, i, i.Pos())
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					add(i.X, false, i, i.Pos())
				}
			case *ssa.Select:
				for n, s := range i.States {
					if chosen := branchOf(i, n); chosen != nil {
						add(s.Chan, s.Dir == types.SendOnly, chosen, s.Pos)
					}
				}
			}
		}
	}
	return out
}

func isEmptyStruct(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

// branchOf returns the first instruction of the code that runs if case n of the
// select is chosen.
func branchOf(sel *ssa.Select, n int) ssa.Instruction {
	for _, ref := range *sel.Referrers() {
		index, ok := ref.(*ssa.Extract)
		if !ok || index.Index != 0 {
			continue
		}
		for _, ref := range *index.Referrers() {
			cmp, ok := ref.(*ssa.BinOp)
			if !ok || cmp.Op != token.EQL {
				continue
			}
			c, ok := cmp.Y.(*ssa.Const)
			if !ok || c.Value == nil || c.Int64() != int64(n) {
				continue
			}
			if succs := cmp.Block().Succs; len(succs) == 2 && len(succs[0].Preds) == 1 {
				return succs[0].Instrs[0]
			}
		}
	}
	return nil
}

// chanSize returns the capacity of the channel that this package puts in a
// slot; 0 if it does not tell.
func (p *packageBuilder) chanSize(slot string) int64 {
	if p.chanSizes == nil {
		p.chanSizes = map[string]int64{}
		for _, b := range p.builders {
			for _, block := range b.ssa.Blocks {
				for _, instr := range block.Instrs {
					b.noteChanSize(instr)
				}
			}
		}
	}
	return p.chanSizes[slot]
}

func (b *funcBuilder) noteChanSize(instr ssa.Instruction) {
	s, ok := instr.(*ssa.Store)
	if !ok {
		return
	}
	if m, ok := s.Val.(*ssa.MakeChan); ok {
		size := int64(2) // not a constant: who knows
		if c, ok := m.Size.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Int {
			size = c.Int64()
		}
		if slot := b.slotOf(s.Addr); slot != "" {
			b.p.chanSizes[slot] = max(b.p.chanSizes[slot], size)
		}
	}
}
