package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// held returns what the interface values hold; nil if that is not known of each.
func (b *funcBuilder) held(values ...ssa.Value) []Held {
	var all []Held
	seen := map[ssa.Value]bool{}
	for work := values; len(work) > 0; work = work[1:] {
		v := work[0]
		if seen[v] {
			continue
		}
		seen[v] = true
		h, from := b.heldBy(v)
		if h == (Held{}) && from == nil {
			return nil
		}
		if h != (Held{}) {
			all = append(all, h)
		}
		work = append(work[:len(work):len(work)], from...)
	}
	return all
}

// heldBy returns what the interface value v holds, or the values that it is one of,
// none of them for nil.
func (b *funcBuilder) heldBy(v ssa.Value) (h Held, from []ssa.Value) {
	switch v := v.(type) {
	case *ssa.Const:
		return h, []ssa.Value{}
	case *ssa.MakeInterface:
		return Held{Type: TypeKey(v.X.Type())}, nil
	case *ssa.ChangeInterface:
		return h, []ssa.Value{v.X}
	case *ssa.TypeAssert:
		return h, []ssa.Value{v.X}
	case *ssa.Phi:
		return h, v.Edges
	case *ssa.UnOp:
		if cell, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			return h, valuesOf(cell)
		}
	case *ssa.Call:
		return b.heldByResult(v, 0), nil
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			return b.heldByResult(t, v.Index), nil
		case *ssa.TypeAssert:
			return h, []ssa.Value{t.X}
		}
	}
	return h, nil
}

// valuesOf returns what is stored in a variable that only this function sees; nil if
// others do. Results are such variables where something is deferred.
func valuesOf(cell *ssa.Alloc) []ssa.Value {
	values := []ssa.Value{}
	for _, ref := range *cell.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp, *ssa.DebugRef:
		case *ssa.Store:
			if ref.Addr != cell {
				return nil
			}
			values = append(values, ref.Val)
		default:
			return nil
		}
	}
	return values
}

// heldByResult is heldBy for a result of a call that names a function.
func (b *funcBuilder) heldByResult(c *ssa.Call, i int) Held {
	if obj := calleeObject(&c.Call); obj != nil && !c.Call.IsInvoke() && b.p.isLinted(obj.Pkg()) {
		return Held{Func: FuncKey(obj), Sub: i}
	}
	return Held{}
}

// addHolds records what the results hold that are values of interfaces. What an error
// is nobody asks.
func (b *funcBuilder) addHolds() {
	results := b.ssa.Signature.Results()
	for i := range results.Len() {
		t := results.At(i).Type()
		if !types.IsInterface(t) || !holdsMemory(t) {
			continue
		}
		var returned []ssa.Value
		for _, ret := range b.returns() {
			if i < len(ret.Results) { // there are fewer in broken code
				returned = append(returned, ret.Results[i])
			}
		}
		if held := b.held(returned...); held != nil {
			if b.fn.Holds == nil {
				b.fn.Holds = make([][]Held, results.Len())
			}
			b.fn.Holds[i] = held
		}
	}
}

func (b *funcBuilder) returns() []*ssa.Return {
	var all []*ssa.Return
	for _, block := range b.ssa.Blocks {
		for _, instr := range block.Instrs {
			if ret, ok := instr.(*ssa.Return); ok {
				all = append(all, ret)
			}
		}
	}
	return all
}
