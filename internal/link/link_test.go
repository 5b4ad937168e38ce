package link_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/ast"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// summarise loads packages of the fixtures and summarises them.
func summarise(t *testing.T, pattern string) ([]*load.Package, []*summary.Package) {
	t.Helper()
	prog, err := load.Load(load.Config{Dir: fixture.Dir(), Patterns: []string{pattern}})
	if err != nil {
		t.Fatal(err)
	}
	var initial []*packages.Package
	for _, p := range prog.Packages {
		p.Check()
		initial = append(initial, p.Package)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{summary.Analyzer}, initial, nil)
	if err != nil {
		t.Fatal(err)
	}
	var sums []*summary.Package
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		sums = append(sums, act.Result.(*summary.Result).Package)
	}
	return prog.Packages, sums
}

// wanted returns what the comments "way: …" and "no way: …" say of the
// functions: the way from a handler, empty if there is none.
func wanted(pkgs []*load.Package) map[string]string {
	want := map[string]string{}
	for _, p := range pkgs {
		for _, file := range p.Syntax {
			for _, d := range file.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || fd.Doc == nil {
					continue
				}
				key := p.Fset.Position(fd.Name.Pos()).String()
				for line := range strings.Lines(fd.Doc.Text()) {
					if way, ok := strings.CutPrefix(line, "way: "); ok {
						want[key] = strings.TrimSpace(way)
					} else if strings.HasPrefix(line, "no way: ") {
						want[key] = ""
					}
				}
			}
		}
	}
	return want
}

func TestWays(t *testing.T) {
	pkgs, sums := summarise(t, "fixtures/link/...")
	want := wanted(pkgs)
	if len(want) < 40 {
		t.Fatalf("only %d functions with a comment", len(want))
	}
	prog := link.New(sums)
	for f := range prog.Funcs {
		place := fmt.Sprintf("%s:%d:%d", f.Range.File, f.Range.Line, f.Range.Col)
		way, ok := want[place]
		if !ok {
			continue
		}
		delete(want, place)
		got := ""
		if w := prog.Way(f.Key); w != nil {
			got = w.String()
		}
		if got != way {
			t.Errorf("%s: %s:\n got %s\nwant %s", place, f.Name, got, way)
		}
	}
	for place := range want {
		t.Errorf("%s: no summary", place)
	}
}

// The order of the packages, and that they come from facts, make no difference.
func TestDeterministic(t *testing.T) {
	_, sums := summarise(t, "fixtures/link/...")
	first := dump(link.New(sums))
	var again []*summary.Package
	for _, s := range sums {
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(s); err != nil {
			t.Fatal(err)
		}
		p := new(summary.Package)
		if err := gob.NewDecoder(&buf).Decode(p); err != nil {
			t.Fatal(err)
		}
		again = append([]*summary.Package{p}, again...)
	}
	if second := dump(link.New(again)); first != second {
		t.Errorf("two runs differ:\n%s\n%s", first, second)
	}
}

// dump writes down all ways and states.
func dump(prog *link.Program) string {
	var b strings.Builder
	for f := range prog.Funcs {
		if w := prog.Way(f.Key); w != nil {
			fmt.Fprintln(&b, f.Key, w)
		}
	}
	for _, states := range [][]*link.State{prog.States(), prog.Background(), prog.Several()} {
		for _, s := range states {
			fmt.Fprintln(&b, s.Func.Key, s.Shared, s.Locked, s.RLocked, s.Goroutine, s.Way())
		}
	}
	return b.String()
}

func TestEmpty(t *testing.T) {
	prog := link.New(nil)
	if prog.Func("x") != nil || prog.Way("x") != nil || len(prog.States()) > 0 {
		t.Error("an empty program is not empty")
	}
}
