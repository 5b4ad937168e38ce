package analyzers_test

import (
	"fmt"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// TestOneFindingAPosition: where two rules could report one place, one does. The
// whole suite over all fixtures reports each position at most once.
func TestOneFindingAPosition(t *testing.T) {
	prog, err := load.Load(load.Config{Dir: fixture.Dir(), Tests: true, Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	res := run.Run(prog, analyzers.Rules())
	for _, f := range res.Failures {
		t.Error(f)
	}
	at := map[string]run.Finding{}
	silent := map[string]bool{}
	for _, r := range analyzers.Rules() {
		silent[r.Name] = true
	}
	for _, f := range res.Findings {
		delete(silent, f.Rule)
		pos := fmt.Sprintf("%s:%d:%d", f.Range.File, f.Range.Line, f.Range.Col)
		if other, ok := at[pos]; ok {
			t.Errorf("%s: two findings:\n%s (%s)\n%s (%s)", pos, other.Message, other.Rule, f.Message, f.Rule)
		}
		at[pos] = f
	}
	for name := range silent {
		t.Errorf("rule %s reports nothing in the fixtures", name)
	}
}
