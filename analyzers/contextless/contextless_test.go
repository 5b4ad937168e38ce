package contextless_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/contextless"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, contextless.Analyzer, "contextless/nethttp", "contextless/database", "contextless/dial",
		"contextless/command", "contextless/gorm", "contextless/clients", "contextless/callbacks/...", "contextless/onpath", "contextless/answers", "contextless/across",
		"contextless/started", "contextless/dbx", "contextless/interfaces")
}

func TestAll(t *testing.T) {
	fixture.Set(t, contextless.Analyzer, "mode", "all")
	fixture.Run(t, contextless.Analyzer, "contextless/all")
}

func TestFixes(t *testing.T) {
	fixture.RunFixes(t, contextless.Analyzer, "contextless/fixes", "contextless/fixcallbacks")
}

func TestThread(t *testing.T) {
	fixture.Set(t, contextless.Analyzer, "thread", "true")
	fixture.RunFixes(t, contextless.Analyzer, "contextless/thread")
}
