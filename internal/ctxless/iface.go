package ctxless

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"sync"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// standsFor returns what the table says of the method that fn, the method of an interface
// of linted code, stands for: a type of the table has all methods of the interface, and
// these name a type of its package, as no interface does by chance.
func (f *Finder) standsFor(fn *types.Func) (entry, bool) {
	recv := fn.Signature().Recv()
	if recv == nil || !f.linted(fn.Pkg()) {
		return entry{}, false
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	named := shape.Named(recv.Type())
	if !ok || named == nil || takesContext(fn.Signature()) {
		return entry{}, false
	}
	for _, pkg := range returned(iface) {
		for _, name := range receivers()[pkg.Path()] {
			obj, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || !types.Implements(types.NewPointer(obj.Type()), iface) {
				continue
			}
			method, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), true, pkg, fn.Name())
			m, ok := method.(*types.Func)
			if !ok {
				return entry{}, false
			}
			e, ok := table[keyOf(m)]
			if !shape.HasMethod(named, fn.Name()+"Context") {
				e.instead += fmt.Sprintf(", which %q needs to have", named.Obj().Name())
			}
			return e, ok
		}
	}
	return entry{}, false
}

// receivers holds the names of the types in the table, by their package.
var receivers = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for k := range table {
		if k.recv != "" && !slices.Contains(all[k.pkg], k.recv) {
			all[k.pkg] = append(all[k.pkg], k.recv)
		}
	}
	for _, names := range all {
		slices.Sort(names)
	}
	return all
})

// returned holds the packages of the types that methods of the interface return.
func returned(iface *types.Interface) []*types.Package {
	var all []*types.Package
	for m := range iface.Methods() {
		for r := range m.Signature().Results().Variables() {
			if n := shape.Named(r.Type()); n != nil && n.Obj().Pkg() != nil && !slices.Contains(all, n.Obj().Pkg()) {
				all = append(all, n.Obj().Pkg())
			}
		}
	}
	slices.SortFunc(all, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return all
}
