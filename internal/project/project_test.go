package project

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const source = `package p

type T[V any] struct{}
func (T[V]) Value() {}
func (*T[V]) Pointer() {}
type Alias = T[int]
type I interface{ Method() }
func F[V any]() {}
func use(a *T[int], b T[string], c Alias, i I) { a.Value(); a.Pointer(); c.Pointer(); i.Method(); F[int](); print() }
`

// check type-checks the source as the package with an awkward path.
func check(t *testing.T) (*types.Package, *types.Info, *ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	pkg, err := (&types.Config{Importer: importer.Default()}).Check("gopkg.in/p.v3", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	return pkg, info, file
}

// TestName: what is named is the same, however it is called.
func TestName(t *testing.T) {
	_, info, file := check(t)
	var got []string
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			ast.Inspect(call.Fun, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					if fn, ok := info.Uses[id].(*types.Func); ok {
						got = append(got, Name(fn))
					}
				}
				return true
			})
		}
		return true
	})
	want := "gopkg.in/p.v3.T.Value gopkg.in/p.v3.T.Pointer gopkg.in/p.v3.T.Pointer gopkg.in/p.v3.I.Method gopkg.in/p.v3.F"
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", got)
	}
	var fs Funcs
	if err := fs.Set(strings.ReplaceAll(want, " ", ", ")); err != nil || len(fs) != 5 {
		t.Errorf("%v: %v", fs, err)
	}
	if fs.Has(nil) {
		t.Error("no function is one of them")
	}
}

func TestTypes(t *testing.T) {
	pkg, _, _ := check(t)
	params := pkg.Scope().Lookup("use").(*types.Func).Signature().Params()
	for list, want := range map[string]string{
		"gopkg.in/p.v3.T":                   "b c",
		"*gopkg.in/p.v3.T":                  "a",
		"gopkg.in/p.v3.I,*gopkg.in/p.v3.T":  "a i",
		"*gopkg.in/p.v3.I, example.com/q.T": "",
	} {
		var ts Types
		if err := ts.Set(list); err != nil {
			t.Fatal(err)
		}
		var got []string
		for p := range params.Variables() {
			if ts.Has(p.Type()) {
				got = append(got, p.Name())
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", list, got, want)
		}
	}
}

func TestSet(t *testing.T) {
	for text, want := range map[string]bool{
		"a.F": true, "example.com/a/b.T.M": true, "gopkg.in/y.v3.F": true, "": true, "a.F,,b.G": true,
		"F": false, "a/b": false, "(*a.T).M": false, "*a.T": false, "a.T[int].M": false, "a. F": false, "a..F": false, "a.F.": false,
	} {
		if err := new(Funcs).Set(text); (err == nil) != want {
			t.Errorf("function %q: %v", text, err)
		}
	}
	for text, want := range map[string]bool{
		"a.F=use G({ctx}, ...)": true, "a.F=x;b.G=y": true, "a.F=a=b": true,
		"a.F": false, "a.F=": false, "F=x": false,
	} {
		if err := new(Replacements).Set(text); (err == nil) != want {
			t.Errorf("replacement %q: %v", text, err)
		}
	}
}

func TestExclusions(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for list, files := range map[string]string{
		"a":                     "a/x.go a/b/x.go",
		"a/":                    "a/x.go a/b/x.go",
		"a/*.go":                "a/x.go",
		"**/x.go":               "x.go a/x.go a/b/x.go",
		"one:a/b;two:x.go":      "a/b/x.go",
		"two,one:{x,a/x}.go":    "x.go a/x.go",
		filepath.Join(dir, "a"): "a/x.go a/b/x.go",
		"two:a":                 "",
	} {
		var es Exclusions
		if err := es.Set(list); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, name := range []string{"x.go", "a/x.go", "a/b/x.go"} {
			if es.Of("one", filepath.Join(dir, name)) != nil {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != files {
			t.Errorf("%s: %v, want %s", list, got, files)
		}
		if again := new(Exclusions); again.Set(es.String()) != nil || again.String() != es.String() {
			t.Errorf("%s: read again: %s", list, again)
		}
	}
	for _, list := range []string{"a[", "one:", "one:{a"} {
		if err := new(Exclusions).Set(list); err == nil {
			t.Errorf("%q is taken", list)
		}
	}
}
