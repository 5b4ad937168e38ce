package handlerstate_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/handlerstate"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

func Test(t *testing.T) {
	fixture.Run(t, handlerstate.Analyzer, "handlerstate/...")
}

// whole runs the rule over a fixture and all it imports, as the command does.
func whole(t *testing.T, pkg string) []run.Finding {
	t.Helper()
	prog, err := load.Load(load.Config{Dir: fixture.Dir(), Patterns: []string{"fixtures/handlerstate/" + pkg}})
	if err != nil {
		t.Fatal(err)
	}
	res := run.Run(prog, []*rule.Rule{handlerstate.Rule})
	for _, f := range res.Failures {
		t.Error(f)
	}
	return res.Findings
}

// In the whole module, a finding stands where the write is, and the related
// positions show the way there.
func TestWay(t *testing.T) {
	found := whole(t, "cross")
	i := slices.IndexFunc(found, func(f run.Finding) bool {
		return filepath.Base(f.Range.File) == "mem.go" && strings.Contains(f.Message, `"Store.items"`)
	})
	if i < 0 {
		t.Fatal("no finding in mem.go")
	}
	f := found[i]
	if want := `in handler "shared" via "Store.Put"`; !strings.Contains(f.Message, want) {
		t.Errorf("message %q lacks %q", f.Message, want)
	}
	if !slices.ContainsFunc(f.Related, func(r rule.Related) bool {
		return filepath.Base(r.Range.File) == "cross.go" && r.Message == `"shared" calls "Store.Put" here`
	}) {
		t.Errorf("related: %v", f.Related)
	}
	if f.Package != "fixtures/handlerstate/cross/mem" {
		t.Errorf("package %q", f.Package)
	}
	if f.Range.EndOffset < f.Range.Offset || !f.Range.IsValid() {
		t.Errorf("range %+v", f.Range)
	}
}

// One write is one finding, however many ways lead to it; and a second run says
// the same.
func TestOnce(t *testing.T) {
	for _, pkg := range []string{"writes", "methods", "dispatch", "background", "cross"} {
		found := whole(t, pkg)
		if len(found) == 0 {
			t.Errorf("%s: nothing found", pkg)
		}
		seen := map[string]bool{}
		for _, f := range found {
			place := f.Range.Short()
			if seen[place] {
				t.Errorf("%s: two findings at %s", pkg, place)
			}
			seen[place] = true
			if strings.Contains(f.Message, "{handler}") || strings.Contains(f.Message, "\n") {
				t.Errorf("message %q", f.Message)
			}
		}
		again := whole(t, pkg)
		same := slices.EqualFunc(found, again, func(a, b run.Finding) bool {
			return a.Range == b.Range && a.Message == b.Message && slices.Equal(a.Related, b.Related)
		})
		if !same {
			t.Errorf("%s: two runs differ", pkg)
		}
	}
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, handlerstate.Analyzer, "handlerstate/fixes") }
