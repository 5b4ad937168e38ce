package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// values returns the functions that the function value v may be, with its type.
func (b *funcBuilder) values(v ssa.Value) []Target {
	ts := b.targets(v, nil)
	if len(ts) > 0 {
		sig := signatureHash(v.Type())
		for i := range ts {
			ts[i].Sig = sig
		}
	}
	return ts
}

// targets returns the functions that the function value v may be, as far as
// that is plain.
func (b *funcBuilder) targets(v ssa.Value, seen []ssa.Value) []Target {
	if slices.Contains(seen, v) || len(seen) > 20 {
		return nil
	}
	seen = append(seen, v)
	switch v := v.(type) {
	case *ssa.Function:
		return b.staticTarget(v, nil)
	case *ssa.MakeClosure:
		return b.staticTarget(v.Fn.(*ssa.Function), v)
	case *ssa.Parameter:
		return []Target{{Kind: Given, Name: b.fn.Key, Index: b.paramIndex(v)}}
	case *ssa.FreeVar:
		return b.captured(v)
	case *ssa.ChangeType:
		return b.targets(v.X, seen)
	case *ssa.MakeInterface:
		return b.targets(v.X, seen)
	case *ssa.TypeAssert:
		return b.targets(v.X, seen)
	case *ssa.Phi:
		var all []Target
		for _, e := range v.Edges {
			all = append(all, b.targets(e, seen)...)
		}
		return all
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return b.loadedTargets(v.X, seen)
		}
	case *ssa.Field:
		return stored(fieldKey(v.X.Type(), v.Field))
	case *ssa.Lookup:
		return stored(b.slotOf(v.X))
	case *ssa.Call:
		return b.resultTargets(v, 0)
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Call:
			return b.resultTargets(t, v.Index)
		case *ssa.Lookup:
			return stored(b.slotOf(t.X))
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return stored(b.slotOf(r.X))
			}
		}
	}
	return nil
}

func stored(slot string) []Target {
	if slot == "" {
		return nil
	}
	return []Target{{Kind: Stored, Name: slot}}
}

// staticTarget is the target for a function or a literal (with its closure).
// A method value stands for the method it is bound to.
func (b *funcBuilder) staticTarget(fn *ssa.Function, lit *ssa.MakeClosure) []Target {
	obj, _ := fn.Object().(*types.Func)
	if obj == nil {
		t := Target{Kind: Static, Name: ssaKey(fn)}
		if lit != nil && b.p.indexed {
			for _, x := range lit.Bindings {
				t.Bindings = append(t.Bindings, sortOrigins(b.origins.of(x)), sortOrigins(b.origins.load(x)))
			}
		}
		return []Target{t}
	}
	if !b.p.isLinted(obj.Pkg()) {
		return nil
	}
	if recv := obj.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return []Target{{Kind: Dynamic, Name: TypeKey(recv.Type()), Method: methodName(obj), Bound: lit != nil}}
	}
	t := Target{Kind: Static, Name: FuncKey(obj)}
	if lit != nil && len(lit.Bindings) == 1 {
		t.Bound = true
		t.Bindings = [][]Origin{nil}
		if b.p.indexed {
			t.Bindings[0] = sortOrigins(b.origins.of(lit.Bindings[0]))
		}
	}
	return []Target{t}
}

// loadedTargets returns the functions that may be kept at addr.
func (b *funcBuilder) loadedTargets(addr ssa.Value, seen []ssa.Value) []Target {
	switch a := addr.(type) {
	case *ssa.Global:
		return stored(globalKey(a))
	case *ssa.FieldAddr:
		return stored(fieldKey(a.X.Type(), a.Field))
	case *ssa.IndexAddr:
		return stored(b.slotOf(a.X))
	case *ssa.FreeVar:
		return b.captured(a)
	case *ssa.Alloc:
		var all []Target
		for _, s := range storesTo(a, -1) {
			all = append(all, b.targets(s, seen)...)
		}
		return all
	}
	return nil
}

// captured returns the functions that a captured variable may hold: what the
// function around the literal stores in it.
func (b *funcBuilder) captured(v *ssa.FreeVar) []Target {
	parent := b.p.builders[b.ssa.Parent()]
	i := slices.Index(b.ssa.FreeVars, v)
	if parent == nil || i < 0 {
		return nil
	}
	var all []Target
	for _, ref := range closuresOf(parent.ssa, b.ssa) {
		switch bound := ref.Bindings[i].(type) {
		case *ssa.Alloc:
			for _, s := range storesTo(bound, -1) {
				all = append(all, withoutBindings(parent.targets(s, nil))...)
			}
		case *ssa.FreeVar:
			all = append(all, parent.captured(bound)...)
		}
	}
	return all
}

// withoutBindings drops what holds only in the frame of the function around.
func withoutBindings(ts []Target) []Target {
	out := slices.Clone(ts)
	for i := range out {
		out[i].Bindings = nil
	}
	return out
}

// closuresOf returns the places in parent that make a closure of lit.
func closuresOf(parent, lit *ssa.Function) []*ssa.MakeClosure {
	var all []*ssa.MakeClosure
	for _, block := range parent.Blocks {
		for _, instr := range block.Instrs {
			if m, ok := instr.(*ssa.MakeClosure); ok && m.Fn == ssa.Value(lit) {
				all = append(all, m)
			}
		}
	}
	return all
}

func (b *funcBuilder) resultTargets(c *ssa.Call, i int) []Target {
	if at, ok := b.callIndex[c]; ok && b.fn.Calls[at].External == "" {
		return []Target{{Kind: ResultOf, Name: b.fn.Key, Index: at, Sub: i}}
	}
	return nil
}

// slotOf returns the key of the variable or field that keeps the container v, or "".
func (b *funcBuilder) slotOf(v ssa.Value) string {
	for range 10 {
		switch x := v.(type) {
		case *ssa.Global:
			return globalKey(x)
		case *ssa.FieldAddr:
			return fieldKey(x.X.Type(), x.Field)
		case *ssa.Field:
			return fieldKey(x.X.Type(), x.Field)
		case *ssa.UnOp:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Slice:
			v = x.X
		case *ssa.Lookup:
			v = x.X
		default:
			return ""
		}
	}
	return ""
}

// addSlots records the function values that an instruction stores in a package
// variable or a field, or in a container kept there.
func (b *funcBuilder) addSlots(instr ssa.Instruction) {
	switch s := instr.(type) {
	case *ssa.Store:
		b.fillSlot(b.slotOf(s.Addr), s.Val)
	case *ssa.MapUpdate:
		b.fillSlot(b.slotOf(s.Map), s.Value)
	}
}

func (b *funcBuilder) fillSlot(slot string, v ssa.Value) {
	if slot == "" {
		return
	}
	var ts []Target
	if isFunc(v.Type()) {
		ts = b.values(v)
	} else {
		ts = b.keptIn(v, nil)
	}
	for _, t := range ts {
		if t.Kind == Stored && t.Name == slot {
			continue
		}
		t.Bindings = nil
		b.p.slots[slot] = append(b.p.slots[slot], t)
	}
}

// keptIn returns the functions in a container that this function makes.
func (b *funcBuilder) keptIn(v ssa.Value, seen []ssa.Value) []Target {
	if slices.Contains(seen, v) || !containsFuncs(v.Type()) {
		return nil
	}
	seen = append(seen, v)
	var ts []Target
	switch v := v.(type) {
	case *ssa.MakeMap, *ssa.MakeSlice, *ssa.Alloc:
		for _, s := range storesTo(v, -1) {
			if isFunc(s.Type()) {
				ts = append(ts, b.values(s)...)
			}
		}
	case *ssa.Slice:
		return b.keptIn(v.X, seen)
	case *ssa.Phi:
		for _, e := range v.Edges {
			ts = append(ts, b.keptIn(e, seen)...)
		}
	case *ssa.Call:
		if bi, ok := v.Call.Value.(*ssa.Builtin); ok && bi.Name() == "append" {
			for _, a := range v.Call.Args {
				ts = append(ts, b.keptIn(a, seen)...)
			}
		}
	}
	return ts
}

// containsFuncs reports whether t is a container of functions.
func containsFuncs(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Map:
		return isFunc(u.Elem())
	case *types.Slice:
		return isFunc(u.Elem())
	case *types.Array:
		return isFunc(u.Elem())
	case *types.Pointer: // to an array; "type T *T" is legal
		a, ok := u.Elem().Underlying().(*types.Array)
		return ok && isFunc(a.Elem())
	}
	return false
}

// finishSlots brings the slots into a fixed order, without repetitions.
func (p *packageBuilder) finishSlots() {
	for name, ts := range p.slots {
		slices.SortFunc(ts, compareTargets)
		ts = slices.CompactFunc(ts, func(a, b Target) bool { return compareTargets(a, b) == 0 })
		p.out.Slots = append(p.out.Slots, Slot{name, ts})
	}
	slices.SortFunc(p.out.Slots, func(a, b Slot) int { return compareStrings(a.Name, b.Name) })
}
