package analyzers_test

import (
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/fix"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// TestFixesCure: every first fix of every fixture compiles, and the finding is
// gone.
func TestFixesCure(t *testing.T) {
	cfg := load.Config{Dir: fixture.Dir(), Patterns: []string{"./..."}}
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
	t.Logf("fixed: %v", fixed)
}

// lesser begins what handlergo says of a goroutine that uses nothing which dies with
// the request: fixes uncover it.
const lesser = "every request of handler "

// identity names a finding whatever its line is: fixes move lines.
func identity(f run.Finding) string { return f.Rule + " in " + f.Func }
