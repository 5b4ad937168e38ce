package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/ssaof"
)

// refusals returns the keys of the variables and fields whose being set makes
// the function leave without another look at them. A handler that then sets one
// itself serves a single request: it installs the application.
func (b *funcBuilder) refusals() []string {
	var keys []string
	for _, block := range b.ssa.Blocks {
		if len(block.Succs) != 2 {
			continue
		}
		addr, set := setTest(block.Instrs[len(block.Instrs)-1].(*ssa.If).Cond, true)
		if addr == nil {
			continue
		}
		refused, goes := block.Succs[0], block.Succs[1]
		if !set {
			refused, goes = goes, refused
		}
		key, _ := b.place(addr)
		if key == "" || slices.Contains(keys, key) {
			continue
		}
		if after := reachable(refused); !after[goes] && !reachable(goes)[refused] && !b.loads(after, key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// unsetAt returns the keys of the variables and fields that are known to be unset
// where instr stands: it is there to set them, perhaps.
func (b *funcBuilder) unsetAt(instr ssa.Instruction) []string {
	var keys []string
	for cond, outcome := range ssaof.Conditions(instr.Block()) {
		if addr, set := setTest(cond, outcome); addr != nil && !set {
			if key, _ := b.place(addr); key != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// answersAt returns what other methods of the interface value v must have answered
// for control to get to instr.
func (b *funcBuilder) answersAt(instr ssa.Instruction, v ssa.Value) []Answer {
	var answers []Answer
	for cond, outcome := range ssaof.Conditions(instr.Block()) {
		for not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT; not, ok = cond.(*ssa.UnOp) {
			cond, outcome = not.X, !outcome
		}
		if asked, ok := cond.(*ssa.Call); ok && asked.Call.IsInvoke() && b.path(asked.Call.Value) == b.path(v) {
			answers = append(answers, Answer{methodName(asked.Call.Method), outcome})
		}
	}
	return answers
}

// setTest returns the address whose being set a condition tests, and whether the
// condition being outcome means that it is set; nil if it tests something else.
func setTest(cond ssa.Value, outcome bool) (ssa.Value, bool) {
	switch cond := cond.(type) {
	case *ssa.UnOp:
		switch cond.Op {
		case token.NOT:
			return setTest(cond.X, !outcome)
		case token.MUL:
			return kept(cond), outcome
		}
	case *ssa.BinOp:
		if c, ok := cond.Y.(*ssa.Const); ok && c.IsNil() {
			switch cond.Op {
			case token.NEQ:
				return kept(cond.X), outcome
			case token.EQL:
				return kept(cond.X), !outcome
			}
		}
	}
	return nil, false
}

// kept returns the address of the package variable or field that v was loaded
// from, or nil.
func kept(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
		return nil
	}
	switch load.X.(type) {
	case *ssa.Global, *ssa.FieldAddr:
		return load.X
	}
	return nil
}

func reachable(from *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	seen := map[*ssa.BasicBlock]bool{from: true}
	for work := []*ssa.BasicBlock{from}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for _, s := range b.Succs {
			if !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return seen
}

// loads reports whether one of the blocks loads the variable or field with the key.
func (b *funcBuilder) loads(blocks map[*ssa.BasicBlock]bool, key string) bool {
	for block := range blocks {
		for _, instr := range block.Instrs {
			if load, ok := instr.(*ssa.UnOp); ok {
				if addr := kept(load); addr != nil {
					if k, _ := b.place(addr); k == key {
						return true
					}
				}
			}
		}
	}
	return false
}
