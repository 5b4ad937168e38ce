package leakedsend_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/leakedsend"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, leakedsend.Analyzer, "leakedsend/...")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, leakedsend.Analyzer, "leakedsend/fixes") }
