package summary

import "go/types"

// A typeSet holds the keys of named types.
type typeSet map[string]bool

// add adds t, and the types of the values that are part of one of t: fields and
// elements that are no pointers.
func (s typeSet) add(t types.Type) {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		key := TypeKey(n)
		if s[key] {
			return
		}
		s[key] = true
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			s.add(f.Type())
		}
	case *types.Array:
		s.add(u.Elem())
	case *types.Slice:
		s.addElem(u.Elem())
	case *types.Map:
		s.addElem(u.Elem())
	}
}

// addElem adds the type of the elements of a container that is made or may grow.
func (s typeSet) addElem(t types.Type) {
	if _, ok := t.Underlying().(*types.Struct); ok {
		s.add(t)
	}
}

// addGlobals adds the types of the variables of a package.
func (s typeSet) addGlobals(scope *types.Scope) {
	for _, name := range scope.Names() {
		if v, ok := scope.Lookup(name).(*types.Var); ok {
			s.add(v.Type())
		}
	}
}
