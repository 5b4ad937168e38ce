package ssaof

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"
)

const source = `package p

import (
	"cmp"
	"errors"
	"strings"
	"sync/atomic"
)

var hits atomic.Int64

var last atomic.Pointer[strings.Builder]

func f(b *strings.Builder) (int, error) {
	hits.Add(1)
	last.Store(b)
	b.WriteString("x")
	length := b.Len
	less := cmp.Less[int]
	less(length(), 2)
	return length(), errors.ErrUnsupported
}
`

// Of what a package imports there is what its code uses, as go/ssa makes it from
// types, and nothing else.
func TestImports(t *testing.T) {
	pass := check(t, source)
	p := try(pass, pass.Files, pass.TypesInfo)
	if p == nil {
		t.Fatal("go/ssa fails")
	}
	if len(p.Funcs) != 1 || p.FuncOf(pass.Files[0].Decls[3]) != p.Funcs[0] {
		t.Errorf("functions: %v, want f alone", p.Funcs)
	}
	want := map[string][]string{
		"cmp":         {"Less", "init", "init$guard"},
		"errors":      {"ErrUnsupported", "init", "init$guard"},
		"strings":     {"init", "init$guard"},
		"sync/atomic": {"init", "init$guard"},
	}
	for _, imp := range pass.Pkg.Imports() {
		got := slices.Sorted(maps.Keys(p.SSA.Prog.Package(imp).Members))
		if !slices.Equal(got, want[imp.Path()]) {
			t.Errorf("members of %s: %q, want %q", imp.Path(), got, want[imp.Path()])
		}
	}
	for _, obj := range pass.TypesInfo.Uses {
		fn, ok := obj.(*types.Func)
		if !ok || fn.Pkg() == pass.Pkg {
			continue
		}
		if f := p.SSA.Prog.FuncValue(fn.Origin()); f == nil || f.Pkg == nil || f.Syntax() != nil || f.Synthetic == "" {
			t.Errorf("%s is %v, want a function without syntax", fn.FullName(), f)
		}
	}
}

// check type-checks the file.
func check(t *testing.T, text string) *analysis.Pass {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Instances:  map[*ast.Ident]types.Instance{},
		Scopes:     map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("p", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	return &analysis.Pass{Fset: fset, Files: []*ast.File{file}, Pkg: pkg, TypesInfo: info}
}
