package contextless_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, contextless.Analyzer, "contextless/nethttp", "contextless/database", "contextless/dial",
		"contextless/command", "contextless/gorm", "contextless/clients", "contextless/onpath", "contextless/across")
}

func TestAll(t *testing.T) {
	if err := contextless.Analyzer.Flags.Set("mode", "all"); err != nil {
		t.Fatal(err)
	}
	defer contextless.Analyzer.Flags.Set("mode", "")
	fixture.Run(t, contextless.Analyzer, "contextless/all")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, contextless.Analyzer, "contextless/fixes") }
