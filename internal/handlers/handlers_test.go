package handlers_test

import (
	"go/ast"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/load"
)

// The comment of each function of the fixtures says whether it is a handler,
// and of which framework.
func TestOf(t *testing.T) {
	prog, err := load.Load(load.Config{Dir: fixture.Dir(), Patterns: []string{"fixtures/handlers/..."}})
	if err != nil {
		t.Fatal(err)
	}
	tested := 0
	for _, p := range prog.Packages {
		p.Check()
		graph, err := checker.Analyze([]*analysis.Analyzer{handlers.Analyzer}, []*packages.Package{p.Package}, nil)
		if err != nil {
			t.Fatal(err)
		}
		set := graph.Roots[0].Result.(*handlers.Set)
		for _, file := range p.Syntax {
			for _, d := range file.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Doc == nil {
					continue
				}
				want, ok := strings.CutPrefix(strings.TrimSpace(fd.Doc.Text()), "handler: ")
				if !ok && !strings.HasPrefix(fd.Doc.Text(), "no handler: ") {
					continue
				}
				if !ok {
					want = ""
				}
				tested++
				if got := set.Of(p.TypesInfo.Defs[fd.Name].(*types.Func)); got != want {
					t.Errorf("%s: %s: handler of %q, want %q", p.Fset.Position(fd.Pos()), fd.Name.Name, got, want)
				}
			}
		}
	}
	if tested < 20 {
		t.Errorf("only %d functions tested", tested)
	}
}
