package retryafter_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/retryafter"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, retryafter.Analyzer, "retryafter/...")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, retryafter.Analyzer, "retryafter/fixes") }
