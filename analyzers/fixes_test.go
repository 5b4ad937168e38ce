package analyzers_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/analyzers/handlercontext"
	"github.com/concurrencylint/concurrencylint/internal/fix"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// TestFixesCure: every first fix of every fixture compiles, and the finding is
// gone.
func TestFixesCure(t *testing.T) { cures(t, "./...") }

// TestThreadsCure: the same is true of the fixes that hand a context down, which the
// user has to ask for.
func TestThreadsCure(t *testing.T) {
	for _, a := range []*analysis.Analyzer{contextless.Analyzer, handlercontext.Analyzer} {
		fixture.Set(t, a, "thread", "true")
	}
	out := cures(t, "./contextless/thread", "./contextless/threadtested", "./handlercontext/thread")
	tested := filepath.Join(fixture.Dir(), "contextless", "threadtested", "threadtested_test.go")
	if text := string(out.Files[tested]); !strings.Contains(text, `names(t.Context(), "users")`) {
		t.Errorf("the test does not pass a context:\n%s", text)
	}
}

// cures applies all first fixes of the packages.
func cures(t *testing.T, packages ...string) *fix.Outcome {
	t.Helper()
	cfg := load.Config{Dir: fixture.Dir(), Patterns: packages, Tests: true}
	prog, err := load.Load(cfg)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]int{} // how often a finding may remain
	for _, f := range run.Run(prog, analyzers.Rules()).Findings {
		left[identity(f)]++
	}
	out, err := fix.All(cfg, analyzers.Rules(), func(fs []run.Finding) []run.Finding { return fs })
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range out.Skipped {
		t.Errorf("%s: %s: the fix is not applied: %s", s.Finding.Range.Short(), s.Finding.Rule, s.Why)
	}
	fixed := map[string]int{}
	for _, f := range out.Applied {
		left[identity(run.Finding{Finding: f})]--
		fixed[f.Rule]++
	}
	for _, f := range out.Result.Findings {
		if strings.HasPrefix(f.Message, lesser) {
			continue
		}
		if left[identity(f)]--; left[identity(f)] < 0 {
			t.Errorf("%s:%d: remains, or has come: %s (%s)", f.Range.File, f.Range.Line, f.Message, f.Rule)
		}
	}
	if len(fixed) == 0 {
		t.Error("no finding has a fix")
	}
	t.Logf("fixed: %v", fixed)
	return out
}

// lesser begins what handlergo says of a goroutine that uses nothing which dies with
// the request: fixes uncover it.
const lesser = "every request of handler "

// identity names a finding whatever its line is: fixes move lines.
func identity(f run.Finding) string { return f.Rule + " in " + f.Func }
