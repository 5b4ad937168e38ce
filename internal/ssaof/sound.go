package ssaof

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// buildSound builds the SSA form of a package that does not type-check, without
// the functions and initialisers that are not sound: go/ssa promises nothing for
// those. Should it fail on others, it is left to try which.
func buildSound(pass *analysis.Pass) *Package {
	var bodies []ast.Node
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && sound(pass, fn) {
				bodies = append(bodies, fn)
			}
		}
	}
	for _, init := range pass.TypesInfo.InitOrder {
		if sound(pass, init.Rhs) {
			bodies = append(bodies, init.Rhs)
		}
	}
	if p := tryBodies(pass, bodies); p != nil {
		return p
	}
	if p := tryBodies(pass, feasible(pass, bodies)); p != nil {
		return p
	}
	return &Package{bySyntax: map[ast.Node]*ssa.Function{}}
}

// feasible returns those of the bodies that go/ssa does not fail on. Mostly all
// but one are: it tries halves.
func feasible(pass *analysis.Pass, bodies []ast.Node) []ast.Node {
	if len(bodies) == 0 || tryBodies(pass, bodies) != nil {
		return bodies
	}
	if len(bodies) == 1 {
		return nil
	}
	half := len(bodies) / 2
	left := feasible(pass, bodies[:half:half])
	return append(left[:len(left):len(left)], feasible(pass, bodies[half:])...)
}

// tryBodies builds the package with the given bodies only; nil if go/ssa panics.
func tryBodies(pass *analysis.Pass, bodies []ast.Node) *Package {
	keep := map[ast.Node]bool{}
	for _, b := range bodies {
		keep[b] = true
	}
	files := make([]*ast.File, len(pass.Files))
	for i, f := range pass.Files {
		files[i] = only(pass, f, keep)
	}
	info := *pass.TypesInfo
	info.InitOrder = nil
	for _, init := range pass.TypesInfo.InitOrder {
		if keep[init.Rhs] {
			info.InitOrder = append(info.InitOrder, init)
		}
	}
	return try(pass, files, &info)
}

// only returns f without the bodies of functions that keep lacks, and without
// the names that declare nothing.
func only(pass *analysis.Pass, f *ast.File, keep map[ast.Node]bool) *ast.File {
	c := *f
	c.Decls = nil
	for _, d := range f.Decls {
		if d = declared(pass, d); d == nil {
			continue
		}
		if fn, ok := d.(*ast.FuncDecl); ok && !keep[fn] {
			empty := *fn
			empty.Body = nil
			d = &empty
		}
		c.Decls = append(c.Decls, d)
	}
	return &c
}

// declared returns d without the names that declare nothing, because another
// declaration was first; nil if none remains.
func declared(pass *analysis.Pass, d ast.Decl) ast.Decl {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if pass.TypesInfo.Defs[d.Name] == nil {
			return nil
		}
	case *ast.GenDecl:
		c := *d
		c.Specs = slices.DeleteFunc(slices.Clone(d.Specs), func(spec ast.Spec) bool {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				return pass.TypesInfo.Defs[s.Name] == nil
			case *ast.ValueSpec:
				return slices.ContainsFunc(s.Names, func(id *ast.Ident) bool { return pass.TypesInfo.Defs[id] == nil })
			}
			return false
		})
		return &c
	}
	return d
}

// sound reports whether all of n has been type-checked without an error.
func sound(pass *analysis.Pass, n ast.Node) bool {
	for _, e := range pass.TypeErrors {
		if n.Pos() <= e.Pos && e.Pos <= n.End() {
			return false
		}
	}
	ok := true
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BadExpr, *ast.BadStmt, *ast.BadDecl:
			ok = false
		case *ast.Ident:
			ok = ok && soundName(pass, n)
		case ast.Expr:
			if tv, known := pass.TypesInfo.Types[n]; known && invalid(tv.Type) {
				ok = false
			}
		}
		return ok
	})
	return ok
}

// soundName reports whether the type checker knows what id denotes, and that it
// is what the package keeps under the name.
func soundName(pass *analysis.Pass, id *ast.Ident) bool {
	if tv, known := pass.TypesInfo.Types[id]; known && invalid(tv.Type) {
		return false
	}
	if obj := pass.TypesInfo.Uses[id]; obj != nil {
		scope := pass.Pkg.Scope()
		return obj.Parent() != scope || scope.Lookup(obj.Name()) == obj
	}
	_, defined := pass.TypesInfo.Defs[id]
	return defined || id.Name == "_"
}

func invalid(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Kind() == types.Invalid
}
