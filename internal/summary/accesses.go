package summary

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// addAccess records what instr writes to, or which map it reads, if the memory
// may be shared: if it has an origin.
func (b *funcBuilder) addAccess(instr ssa.Instruction, held *lockPoints) {
	switch i := instr.(type) {
	case *ssa.Store:
		if _, local := i.Addr.(*ssa.Alloc); !local {
			b.access(i, Write, i.Addr, i.Pos(), held)
		}
	case *ssa.MapUpdate:
		b.access(i, MapWrite, i.Map, i.Pos(), held)
	case *ssa.Lookup:
		if isMap(i.X.Type()) {
			b.access(i, MapRead, i.X, i.Pos(), held)
		}
	case *ssa.Range:
		if isMap(i.X.Type()) {
			b.access(i, MapRead, i.X, i.Pos(), held)
		}
	case *ssa.Call:
		b.accessByCall(i, held)
	}
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// accessByCall records what a call writes that is handed an address: built-in
// functions, and decoders, which are known by table.
func (b *funcBuilder) accessByCall(c *ssa.Call, held *lockPoints) {
	if bi, ok := c.Call.Value.(*ssa.Builtin); ok {
		switch {
		case bi.Name() == "delete", bi.Name() == "clear" && isMap(c.Call.Args[0].Type()):
			b.access(c, MapWrite, c.Call.Args[0], c.Pos(), held)
		case bi.Name() == "copy", bi.Name() == "clear":
			b.access(c, Write, c.Call.Args[0], c.Pos(), held)
		case bi.Name() == "append":
			// append(s[:i], ...) overwrites the elements behind i.
			if s, ok := c.Call.Args[0].(*ssa.Slice); ok && s.High != nil {
				b.access(c, Write, s, c.Pos(), held)
			}
		}
		return
	}
	obj := calleeObject(&c.Call)
	if obj == nil || b.p.isLinted(obj.Pkg()) {
		return
	}
	if mutators[externalName(obj)] {
		kind, a := Write, unboxed(c.Call.Args[0])
		if isMap(a.Type()) {
			kind = MapWrite
		}
		// What a call returned is a list made for the caller, as a rule.
		if key, _ := b.place(a); !strings.HasPrefix(key, resultOf) {
			b.access(c, kind, a, c.Pos(), held)
		}
		return
	}
	if !writesArgs(obj) {
		return
	}
	for _, a := range spread(callArgs(&c.Call)) {
		a = unboxed(a)
		if _, isAddr := a.Type().Underlying().(*types.Pointer); isAddr && a != callArgs(&c.Call)[0] || obj.Signature().Recv() == nil && isAddr {
			kind := Write
			if isMap(a.Type().Underlying().(*types.Pointer).Elem()) {
				kind = MapWrite
			}
			b.access(c, kind, a, c.Pos(), held)
		}
	}
}

// unboxed returns the value in an interface value made here.
func unboxed(v ssa.Value) ssa.Value {
	if m, ok := v.(*ssa.MakeInterface); ok {
		return m.X
	}
	return v
}

// spread replaces the slice of variadic arguments by its elements.
func spread(args []ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, a := range args {
		if s, ok := a.(*ssa.Slice); ok {
			if made, ok := s.X.(*ssa.Alloc); ok {
				out = append(out, storesTo(made, -1)...)
				continue
			}
		}
		out = append(out, a)
	}
	return out
}

// access records an access to the memory that v points or refers to.
func (b *funcBuilder) access(instr ssa.Instruction, kind AccessKind, v ssa.Value, pos token.Pos, held *lockPoints) {
	from := b.origins.of(v)
	if len(from) == 0 || b.fn.Test || b.p.generatedAt(b.ssa.Pos()) {
		return
	}
	if !pos.IsValid() {
		pos = v.Pos()
	}
	if !pos.IsValid() {
		return
	}
	key, name := b.place(v)
	if key == "" {
		return
	}
	set := held.at(instr)
	lockedIf, rlockedIf := held.flagged(instr)
	b.fn.Accesses = append(b.fn.Accesses, Access{
		Range:   NewRange(b.p.pass.Fset, pos, pos+1),
		Kind:    kind,
		Place:   key,
		Name:    name,
		From:    sortOrigins(from),
		Element: isElement(v),
		Locked:  set.exclusive(), RLocked: set.any(),
		LockedIf: lockedIf, RLockedIf: rlockedIf,
		Guard:    set.beside(b.path(v)),
		Snapshot: kind == MapRead && snapshot(v, held),
	})
}

// snapshot reports whether the map v was loaded under a lock, if v was loaded
// at all.
func snapshot(v ssa.Value, held *lockPoints) bool {
	load, ok := v.(*ssa.UnOp)
	return !ok || held.at(load).any()
}

const (
	// resultOf begins the key of a place that a call returned.
	resultOf = "result of "
	// elementOf ends the key of what an element of a container refers to.
	elementOf = "[]"
)

// place names the variable or field that v points into or was loaded from: its
// key, and its name for messages.
func (b *funcBuilder) place(v ssa.Value) (key, name string) {
	element := false
	for range 12 {
		if key, name = b.named(v); key != "" {
			break
		}
		switch v.(type) {
		case *ssa.IndexAddr, *ssa.Lookup:
			element = true
		}
		if v = b.behind(v); v == nil {
			return "", ""
		}
	}
	if element && key != "" {
		key, name = key+elementOf, "an element of "+name
	}
	return key, name
}

// named names v if it is a variable or field, or what a call returned.
func (b *funcBuilder) named(v ssa.Value) (key, name string) {
	switch x := v.(type) {
	case *ssa.Global:
		return globalKey(x), fmt.Sprintf("package variable %q", x.Name())
	case *ssa.FieldAddr:
		return b.fieldPlace(x.X.Type(), x.Field)
	case *ssa.Field:
		return b.fieldPlace(x.X.Type(), x.Field)
	case *ssa.FreeVar:
		return b.fn.Parent + "." + x.Name(), fmt.Sprintf("captured variable %q", x.Name())
	case *ssa.Parameter:
		return b.fn.Key + "." + x.Name(), fmt.Sprintf("what %q refers to", x.Name())
	case *ssa.Call:
		if obj := calleeObject(&x.Call); obj != nil {
			return resultOf + externalName(obj), fmt.Sprintf("what %q returned", obj.Name())
		}
	}
	return "", ""
}

// behind returns the value that v is made from, or nil.
func (b *funcBuilder) behind(v ssa.Value) ssa.Value {
	switch x := v.(type) {
	case *ssa.FieldAddr: // of a struct without a name: it goes by the variable that holds it
		return x.X
	case *ssa.Field:
		return x.X
	case *ssa.IndexAddr:
		return x.X
	case *ssa.Lookup:
		return x.X
	case *ssa.UnOp:
		return x.X
	case *ssa.Extract:
		return x.Tuple
	case *ssa.Alloc:
		return b.withOrigin(storesTo(x, -1))
	case *ssa.Phi:
		return b.withOrigin(x.Edges)
	}
	return operand(v)
}

// withOrigin returns the first of the values whose memory has an origin, or nil.
func (b *funcBuilder) withOrigin(vs []ssa.Value) ssa.Value {
	if i := slices.IndexFunc(vs, func(v ssa.Value) bool { return len(b.origins.of(v)) > 0 }); i >= 0 {
		return vs[i]
	}
	return nil
}

func (b *funcBuilder) fieldPlace(t types.Type, i int) (key, name string) {
	if TypeKey(t) == "" {
		return "", ""
	}
	key = fieldKey(t, i)
	owner := key[strings.LastIndexByte(key, '/')+1:]
	if j := strings.IndexByte(owner, '.'); j >= 0 {
		owner = owner[j+1:]
	}
	return key, fmt.Sprintf("field %q", owner)
}
