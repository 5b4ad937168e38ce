package spawns_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// TestFacts: what other packages learn of helpers. That the rest is right shows
// in what the rules report.
func TestFacts(t *testing.T) { fixture.Run(t, spawns.Analyzer, "spawns/helper") }
