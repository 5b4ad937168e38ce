package analyzers_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/analyzers/handlerstate"
	"github.com/concurrencylint/concurrencylint/analyzers/servertimeout"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

// TestDirectives: directives silence findings of each kind: certain ones, those on
// the way from a handler in another package, and those of linked packages.
func TestDirectives(t *testing.T) {
	fixture.Run(t, contextless.Analyzer, "directives/store", "directives/web")
	fixture.Run(t, handlerstate.Analyzer, "directives/state")
	fixture.Run(t, servertimeout.Analyzer, "directives/useless")
}
