package run

import (
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// Only rules that look at tests run on packages with their tests. What they say
// of tests counts there, and of the other files where these come alone.
func TestTests(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"go.mod":      "module example.com/m\n\ngo 1.26\n",
		"a/a.go":      "package a\n",
		"a/a_test.go": "package a\n",
		"a/x_test.go": "package a_test\n\nimport _ \"example.com/m/b\"\n",
		"b/b.go":      "package b\n\nimport _ \"example.com/m/a\"\n",
	})
	var mu sync.Mutex
	looks := map[string]int{}
	looking := func(name string, tests bool) *rule.Rule {
		return rule.New(&rule.Rule{
			Name:  name,
			Doc:   "report each file",
			Tests: tests,
			Collect: func(p *rule.Pass) error {
				for _, f := range p.Files {
					file := filepath.Base(p.Fset.File(f.FileStart).Name())
					mu.Lock()
					looks[name+" "+file]++
					mu.Unlock()
					p.Report(analysis.Diagnostic{Pos: f.Name.Pos(), End: f.Name.End(), Message: file})
				}
				return nil
			},
		})
	}
	prog, err := load.Load(load.Config{Dir: dir, Patterns: []string{"./..."}, Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	res := Run(prog, []*rule.Rule{looking("code", false), looking("tests", true)})
	var found []string
	for _, f := range res.Findings {
		found = append(found, f.Rule+" "+f.Message)
	}
	slices.Sort(found)
	want := []string{"code a.go", "code b.go", "tests a.go", "tests a_test.go", "tests b.go", "tests x_test.go"}
	if !slices.Equal(found, want) || len(res.Failures) > 0 {
		t.Errorf("found %q, want %q; failures %q", found, want, res.Failures)
	}
	// a with its tests, and b as those of a see it, come on top.
	all := map[string]int{"code a.go": 1, "code b.go": 1, "tests a.go": 2, "tests a_test.go": 1, "tests b.go": 2, "tests x_test.go": 1}
	if !maps.Equal(looks, all) {
		t.Errorf("looked at %v, want %v", looks, all)
	}
}
