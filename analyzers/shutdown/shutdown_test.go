package shutdown_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/shutdown"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, shutdown.Analyzer, "shutdown/...")
}
