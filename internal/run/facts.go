package run

import (
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// facts are those that an analyzer exports from a package. Until all analyzers have
// run they are kept here, and those of other packages come from the pass that stands
// for all analyzers: nothing changes that while they read it side by side.
type facts struct {
	exports []exported // in their order
	own     map[factKey]analysis.Fact
}

// A factKey names a fact about an object; about the package if obj is nil.
type factKey struct {
	obj types.Object
	typ reflect.Type
}

func keyOf(obj types.Object, fact analysis.Fact) factKey { return factKey{obj, reflect.TypeOf(fact)} }

// serve makes the pass, so far that of all analyzers, read and write the facts of
// its own analyzer.
func (fs *facts) serve(pass *analysis.Pass) {
	whole := *pass
	fs.own = map[factKey]analysis.Fact{}
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) { fs.add(obj, fact) }
	pass.ExportPackageFact = func(fact analysis.Fact) { fs.add(nil, fact) }
	pass.ImportObjectFact = importFact(pass.Analyzer, func(obj types.Object, fact analysis.Fact) bool {
		if obj.Pkg() == pass.Pkg {
			return fs.get(obj, fact)
		}
		return whole.ImportObjectFact(obj, fact)
	})
	pass.ImportPackageFact = func(pkg *types.Package, fact analysis.Fact) bool {
		if pkg == pass.Pkg {
			return fs.get(nil, fact)
		}
		return whole.ImportPackageFact(pkg, fact)
	}
	pass.AllObjectFacts = func() []analysis.ObjectFact {
		all := slices.DeleteFunc(whole.AllObjectFacts(), func(f analysis.ObjectFact) bool { return foreign(pass.Analyzer, f.Fact) })
		for k, fact := range fs.own {
			if k.obj != nil {
				all = append(all, analysis.ObjectFact{Object: k.obj, Fact: fact})
			}
		}
		return all
	}
	pass.AllPackageFacts = func() []analysis.PackageFact {
		all := slices.DeleteFunc(whole.AllPackageFacts(), func(f analysis.PackageFact) bool { return foreign(pass.Analyzer, f.Fact) })
		for k, fact := range fs.own {
			if k.obj == nil {
				all = append(all, analysis.PackageFact{Package: pass.Pkg, Fact: fact})
			}
		}
		return all
	}
}

// foreign reports whether the fact is one of another analyzer.
func foreign(a *analysis.Analyzer, fact analysis.Fact) bool {
	return !slices.ContainsFunc(a.FactTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == reflect.TypeOf(fact) })
}

func (fs *facts) add(obj types.Object, fact analysis.Fact) {
	fs.own[keyOf(obj, fact)] = fact
	fs.exports = append(fs.exports, exported{obj, fact})
}

// get copies the fact of that type about obj to fact, if there is one.
func (fs *facts) get(obj types.Object, fact analysis.Fact) bool {
	known, ok := fs.own[keyOf(obj, fact)]
	if ok {
		reflect.ValueOf(fact).Elem().Set(reflect.ValueOf(known).Elem())
	}
	return ok
}

// export hands the facts on to the packages above.
func (fs *facts) export(whole *analysis.Pass) error {
	for _, x := range fs.exports {
		if x.obj == nil {
			whole.ExportPackageFact(x.fact)
		} else {
			whole.ExportObjectFact(x.obj, x.fact)
		}
	}
	return nil
}
