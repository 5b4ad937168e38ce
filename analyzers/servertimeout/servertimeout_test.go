package servertimeout_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/servertimeout"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, servertimeout.Analyzer, "servertimeout/...")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, servertimeout.Analyzer, "servertimeout/fixes") }
