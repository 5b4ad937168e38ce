package summary

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// Outline is the Run of [Analyzer] for a package with tests of which the rest has
// been summarised without them. Nothing that serves requests calls tests: of them
// only the directives are wanted, and whose function a place is in.
func Outline(pass *analysis.Pass) (any, error) {
	res := &Result{Package: &Package{Path: pass.Pkg.Path()}, pass: pass}
	if !linted.Package(pass) || len(pass.Files) == 0 {
		return res, nil
	}
	var tests []*ast.File
	inits := 0
	for _, f := range pass.Files {
		if linted.Test(pass.Fset, f.FileStart) {
			tests = append(tests, f)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				if isInit(fn) {
					inits++
				}
				res.spans = append(res.spans, span{pos: fn.Pos(), end: fn.End(), key: declKey(pass, fn, inits)})
			}
		}
	}
	res.spans.nest()
	res.Package.Ignores = ignores(pass, tests)
	pass.ExportPackageFact(res.Package)
	return res, nil
}

// declKey returns the key of a declared function. The functions named init are numbered.
func declKey(pass *analysis.Pass, fn *ast.FuncDecl, inits int) string {
	if isInit(fn) {
		return fmt.Sprintf("%s.init#%d", pass.Pkg.Path(), inits)
	}
	obj, ok := pass.TypesInfo.Defs[fn.Name].(*types.Func)
	if !ok {
		return "" // a second declaration of the name
	}
	return FuncKey(obj)
}

func isInit(fn *ast.FuncDecl) bool { return fn.Recv == nil && fn.Name.Name == "init" }
