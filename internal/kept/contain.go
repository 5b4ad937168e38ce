package kept

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// carries reports whether t is a channel, or a map or slice of what carries one.
func carries(t types.Type, depth int) bool {
	if depth == 0 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Map:
		return carries(t.Key(), depth-1) || carries(t.Elem(), depth-1)
	case *types.Slice:
		return carries(t.Elem(), depth-1)
	}
	return false
}

// useContainer looks at a use of v, which may be the map or slice that holds the
// channels.
func (w *walk) useContainer(v ssa.Value, ref ssa.Instruction) {
	switch in := ref.(type) {
	case *ssa.DebugRef, *ssa.BinOp:
	case *ssa.Phi:
		w.add(in)
	case *ssa.ChangeType:
		w.add(in)
	case *ssa.Slice:
		w.add(in)
	case *ssa.Lookup:
		w.elements(in)
	case *ssa.Range:
		for _, next := range *in.Referrers() {
			if n, ok := next.(*ssa.Next); ok {
				w.elements(n)
			}
		}
	case *ssa.IndexAddr:
		for _, ref := range *in.Referrers() {
			w.address(in, ref)
		}
	case *ssa.MapUpdate:
		w.update(v, in)
	case *ssa.Store:
		if !w.keeps(in.Addr) {
			w.unknown(nil)
		}
	case *ssa.Call:
		w.callContainer(v, in)
	default:
		w.unknown(nil)
	}
}

// elements follows what a look-up or a step of a range yields.
func (w *walk) elements(v ssa.Value) {
	if _, several := v.Type().(*types.Tuple); !several {
		w.element(v)
		return
	}
	for _, ref := range *v.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok {
			w.element(ex)
		}
	}
}

func (w *walk) element(v ssa.Value) {
	if carries(v.Type(), 3) {
		w.add(v)
	}
}

// update looks at what is put in a map.
func (w *walk) update(v ssa.Value, u *ssa.MapUpdate) {
	if u.Map != v && !w.container(u.Map) {
		w.unknown(nil)
		return
	}
	for _, x := range []ssa.Value{u.Key, u.Value} {
		if carries(x.Type(), 3) {
			w.stored(x)
		}
	}
}

func (w *walk) callContainer(v ssa.Value, call *ssa.Call) {
	b, ok := call.Call.Value.(*ssa.Builtin)
	if !ok {
		w.unknown(nil)
		return
	}
	switch b.Name() {
	case "len", "cap", "delete", "clear":
	case "append":
		w.add(call)
		if call.Call.Args[0] == v {
			w.joined(call.Call.Args[1])
		}
	default:
		w.unknown(nil)
	}
}

// joined looks at the slice of what is appended.
func (w *walk) joined(more ssa.Value) {
	array := arrayOf(more)
	if array == nil {
		w.doubt = append(w.doubt, more)
		return
	}
	for _, ref := range *array.Referrers() {
		if at, ok := ref.(*ssa.IndexAddr); ok {
			for _, ref := range *at.Referrers() {
				if s, ok := ref.(*ssa.Store); ok && s.Addr == at {
					w.stored(s.Val)
				}
			}
		}
	}
}

// arrayOf returns the array that holds the arguments of a variadic call.
func arrayOf(v ssa.Value) *ssa.Alloc {
	if s, ok := v.(*ssa.Slice); ok {
		array, _ := s.X.(*ssa.Alloc)
		return array
	}
	return nil
}

// appended reports whether addr is a place among the arguments of an append to
// the container.
func (w *walk) appended(addr ssa.Value) bool {
	at, ok := addr.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	array, ok := at.X.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, ref := range *array.Referrers() {
		s, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *s.Referrers() {
			call, ok := use.(*ssa.Call)
			if !ok || call.Call.Args[0] == s || !w.container(call.Call.Args[0]) {
				return false
			}
		}
	}
	return true
}

// container reports whether v is the map or slice that holds the channels.
func (w *walk) container(v ssa.Value) bool {
	if w.seen[v] {
		return true
	}
	load, ok := v.(*ssa.UnOp)
	return ok && load.Op == token.MUL && w.keeps(load.X)
}

// containerOf returns the map or slice that v is an element of.
func containerOf(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.Lookup:
		return v.X
	case *ssa.UnOp:
		if at, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return at.X
		}
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return t.X
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return r.X
			}
		}
	}
	return nil
}
