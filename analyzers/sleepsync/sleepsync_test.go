package sleepsync_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/sleepsync"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, sleepsync.Analyzer, "sleepsync/...")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, sleepsync.Analyzer, "sleepsync/fixes") }
