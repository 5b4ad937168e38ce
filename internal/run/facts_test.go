package run

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// One action runs all rules on a package, and yet each sees its own facts alone, of
// its package and of those below.
func TestFacts(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.26\n",
		"a/a.go": "package a\n\nfunc F() {}\n",
		"b/b.go": "package b\n\nimport \"example.com/m/a\"\n\nfunc F() { a.F() }\n",
	})
	var mu sync.Mutex
	var seen []string
	see := func(what ...string) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, strings.Join(what, " "))
	}
	noting := func(name string, fact func(text string) textual) *rule.Rule {
		return rule.New(&rule.Rule{
			Name:      name,
			Doc:       "export a fact about the package and one about its function",
			FactTypes: []analysis.Fact{fact("")},
			Collect: func(p *rule.Pass) error {
				f := p.Pkg.Scope().Lookup("F")
				if p.ImportObjectFact(f, fact("")) || p.ImportPackageFact(p.Pkg, fact("")) {
					t.Errorf("%s: a fact of %s before it is exported", name, p.Pkg.Name())
				}
				p.ExportObjectFact(f, fact("old"))
				p.ExportObjectFact(f, fact(name+" of "+p.Pkg.Name()))
				p.ExportPackageFact(fact(name + " of " + p.Pkg.Name()))
				for _, pkg := range append(p.Pkg.Imports(), p.Pkg) {
					got := fact("")
					p.ImportObjectFact(pkg.Scope().Lookup("F"), got)
					see(name, p.Pkg.Name(), pkg.Name(), got.String())
					p.ImportPackageFact(pkg, got)
					see(name, p.Pkg.Name(), pkg.Name(), got.String())
				}
				for _, o := range p.AllObjectFacts() {
					see(name, p.Pkg.Name(), "all", o.Object.Pkg().Name(), o.Fact.(fmt.Stringer).String())
				}
				for _, o := range p.AllPackageFacts() {
					see(name, p.Pkg.Name(), "all", o.Package.Name(), o.Fact.(fmt.Stringer).String())
				}
				return nil
			},
		})
	}
	prog, err := load.Load(load.Config{Dir: dir, Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	res := Run(prog, []*rule.Rule{
		noting("first", func(text string) textual { return &firstFact{text} }),
		noting("second", func(text string) textual { return &secondFact{text} }),
	})
	var want []string
	for _, name := range []string{"first", "second"} {
		for _, s := range []string{"a a", "b a", "b b", "a all a", "b all a", "b all b"} {
			want = append(want, name+" "+s+" "+name+" of "+s[len(s)-1:])
		}
	}
	want = append(want, want...) // of the object, and of the package
	slices.Sort(want)
	slices.Sort(seen)
	if !slices.Equal(seen, want) || len(res.Failures) > 0 {
		t.Errorf("seen\n%s\nwant\n%s\nfailures %q", strings.Join(seen, "\n"), strings.Join(want, "\n"), res.Failures)
	}
}

// A textual fact says what it is of.
type textual interface {
	analysis.Fact
	fmt.Stringer
}

type firstFact struct{ Text string }

func (*firstFact) AFact()           {}
func (f *firstFact) String() string { return f.Text }

type secondFact struct{ Text string }

func (*secondFact) AFact()           {}
func (f *secondFact) String() string { return f.Text }
