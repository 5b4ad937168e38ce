package run

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// An interrupted run returns at once, whatever a rule is busy with, with what was
// found in the packages that were done.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.26\n",
		"a/a.go": "package a\n",
		"b/b.go": "package b\n\nimport _ \"example.com/m/a\"\n",
		"c/c.go": "package c\n\nimport _ \"example.com/m/b\"\n",
	})
	ctx, interrupt := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	busy := rule.New(&rule.Rule{
		Name:      "busy",
		Doc:       "report each package, and never finish b",
		FactTypes: []analysis.Fact{new(order)},
		Collect: func(p *rule.Pass) error {
			if p.Pkg.Name() == "b" {
				interrupt()
				<-release
			}
			p.Report(analysis.Diagnostic{Pos: p.Files[0].Name.Pos(), End: p.Files[0].Name.End(), Message: p.Pkg.Name()})
			return nil
		},
	})
	prog, err := load.List(load.Config{Dir: dir, Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	res, err := Again(ctx, nil, nil, prog, []*rule.Rule{busy})
	if err != nil {
		t.Fatal(err)
	}
	if want := "after 1 of 3 packages"; res.Interrupted != want {
		t.Errorf("interrupted %q, want %q", res.Interrupted, want)
	}
	if len(res.Findings) != 1 || res.Findings[0].Message != "a" {
		t.Errorf("findings: %v, want that in a", res.Findings)
	}
}

// order is a fact, so that packages are analysed after those that they import.
type order struct{}

func (*order) AFact() {}

// writeFiles writes the files, and makes their directories.
func writeFiles(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
