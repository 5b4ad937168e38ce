package summary_test

import (
	"bytes"
	"encoding/gob"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/ssaof"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// imports finds packages of the standard library; net/http in short.
type imports struct{}

var (
	std     = importer.ForCompiler(token.NewFileSet(), "source", nil)
	netHTTP = sync.OnceValues(func() (*types.Package, error) {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "http.go", "package http; type (ResponseWriter interface{}; Request struct{})", 0)
		if err != nil {
			return nil, err
		}
		return new(types.Config).Check("net/http", fset, []*ast.File{file}, nil)
	})
)

func (imports) Import(path string) (*types.Package, error) {
	if path == "net/http" {
		return netHTTP()
	}
	return std.Import(path)
}

// summarise computes the summary of a package of one file, however broken.
func summarise(t *testing.T, src string) *summary.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Instances:  map[*ast.Ident]types.Instance{},
		Scopes:     map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},

		FileVersions: map[*ast.File]string{},
	}
	var errs []types.Error
	conf := types.Config{
		Importer: imports{},
		Error:    func(err error) { errs = append(errs, err.(types.Error)) },
	}
	pkg, _ := conf.Check("example.com/p", fset, []*ast.File{file}, info)
	pass := &analysis.Pass{
		Analyzer: summary.Analyzer, Fset: fset, Files: []*ast.File{file}, Pkg: pkg,
		TypesInfo: info, TypeErrors: errs, Module: &analysis.Module{Path: "example.com"},
		ResultOf:          map[*analysis.Analyzer]any{},
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	}
	for _, a := range []*analysis.Analyzer{ssaof.Analyzer, handlers.Analyzer} {
		res, err := a.Run(pass)
		if err != nil {
			t.Fatal(err)
		}
		pass.ResultOf[a] = res
	}
	res, err := summary.Analyzer.Run(pass)
	if err != nil {
		t.Fatal(err)
	}
	return res.(*summary.Result).Package
}

// TestNoFiles: a package without files has no fact, on which golangci-lint would panic.
func TestNoFiles(t *testing.T) {
	_, err := summary.Analyzer.Run(&analysis.Pass{
		Pkg: types.NewPackage("example.com/p", "p"), Module: &analysis.Module{Path: "example.com"},
		ExportPackageFact: func(analysis.Fact) { t.Error("exports a fact") },
	})
	if err != nil {
		t.Error(err)
	}
}

// fn returns the summary of the function with the given key.
func fn(t *testing.T, p *summary.Package, key string) *summary.Func {
	t.Helper()
	i := slices.IndexFunc(p.Funcs, func(f *summary.Func) bool { return f.Key == key })
	if i < 0 {
		t.Fatalf("no summary of %s", key)
	}
	return p.Funcs[i]
}

const varied = `package p

import ("iter"; "net/http"; "sync")

type T[K comparable] struct{ mu sync.Mutex; m map[K]int; f func() }

func (t *T[K]) put(k K) { t.mu.Lock(); defer t.mu.Unlock(); t.m[k]++ }
func (t *T[K]) lock() { t.mu.Lock() }
func (t *T[K]) unlock() { t.mu.Unlock() }
func (t *T[K]) all() iter.Seq[K] {
	return func(yield func(K) bool) {
		for k := range t.m { if !yield(k) { return } }
	}
}

type I interface{ put(string) }

var global = map[string]func(){"a": func() { other = 1 }}
var other, _ = two()
var local = func() int { return 1 }()

func two() (int, int) { return 1, 2 }
func init() { other = 2 }
func init() { other = 3 }
func _() { other = 4 }

func use(i I, t *T[string]) {
	i.put("x")
	put := (*T[string]).put
	put(t, "y")
	t.f = t.unlock
	for k := range t.all() { defer t.put(k); go t.put(k) }
	for range 3 { func() { other++ }() }
	switch x := any(i).(type) { case *T[string]: x.lock() }
	type inner struct{ I }
	inner{i}.put("z")
}

func h(w http.ResponseWriter, r *http.Request) { use(nil, nil) }
`

func TestVaried(t *testing.T) {
	p := summarise(t, varied)
	if got := fn(t, p, "example.com/p.h").Handler; got != "net/http" {
		t.Errorf("handler of h: %q", got)
	}
	put := fn(t, p, "(example.com/p.T).put")
	for _, a := range put.Accesses {
		if !a.Locked || a.Place != "example.com/p.T.m" {
			t.Errorf("access of put: %+v", a)
		}
	}
	if len(put.Accesses) != 2 {
		t.Errorf("put has %d accesses, not a read and a write", len(put.Accesses))
	}
	want := []summary.Lock{{Param: 0, Path: ".mu"}}
	if got := fn(t, p, "(example.com/p.T).lock").Locks.Acquires; !slices.Equal(got, want) {
		t.Errorf("lock acquires %v", got)
	}
	if got := fn(t, p, "(example.com/p.T).unlock").Locks.Releases; !slices.Equal(got, want) {
		t.Errorf("unlock releases %v", got)
	}
	keys := map[string]bool{}
	for _, f := range p.Funcs {
		if f.Key == "" || keys[f.Key] {
			t.Errorf("key %q of %s is not unique", f.Key, f.Name)
		}
		keys[f.Key] = true
	}
}

// A fact that is encoded twice is the same: some drivers depend on it.
func TestEncoding(t *testing.T) {
	var first []byte
	for range 5 {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(summarise(t, varied)); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = buf.Bytes()
		} else if !bytes.Equal(first, buf.Bytes()) {
			t.Fatal("two encodings differ")
		}
	}
}

// Code that does not type-check must not upset the analysis of what does.
func TestIllTyped(t *testing.T) {
	sources := map[string]string{
		"undefined":     "func bad() { missing() }",
		"wrong type":    "func bad() { var s string = 1; s.x() }",
		"no import":     "import \"no/such/package\"\nfunc bad(c *package.Ctx) { c.Do() }",
		"bad parameter": "func bad(c Missing, d *Missing) Missing { return c.f(d) }",
		"redeclared":    "const bad = 1\nfunc bad() int { return 1 }\nvar v = bad()",
		"recursive":     "type T T\ntype S struct { S }\nfunc (s S) bad() { s.bad() }",
		"bad generics":  "func bad[T any](t T) { bad[int, string](t.x); bad(t, t) }",
		"bad go":        "func bad() { go 1; defer bad; for range missing { continue L } }",
		"bad method":    "func (x Missing) bad() { x.m[1] = 2 }\nfunc (int) bad() {}",
		"bad syntax":    "func bad() { x := + ; if { } }",
		"bad init":      "func init(x int) {}\nvar init = 1",
		"bad embed":     "type E struct { *Missing; I }\ntype I interface { Missing; m() }\nfunc bad(e E) { e.m() }",
		"bad select":    "func bad(c chan Missing) { select { case x := <-c: x.y() ; case 1: } }",
		"bad literal":   "var bad = func() { missing = func() { bad() } }",
	}
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			p := summarise(t, strings.Replace("package p\n"+src+"\nvar total int\nfunc good() { total = 1 }\n", "package p\nimport", "package p; import", 1))
			if got := len(fn(t, p, "example.com/p.good").Accesses); got != 1 {
				t.Errorf("good has %d accesses", got)
			}
		})
	}
}

// The type checker's own tests are full of broken and of unusual code.
func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(runtime.GOROOT(), "src/internal/types/testdata/*/*.go"))
	if len(files) == 0 || testing.Short() {
		t.Skip("no corpus")
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s: %v", name, r)
				}
			}()
			summarise(t, string(src))
		}()
	}
}
