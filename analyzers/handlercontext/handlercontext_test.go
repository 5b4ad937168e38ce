package handlercontext_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/handlercontext"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, handlercontext.Analyzer,
		"handlercontext/basic", "handlercontext/flow", "handlercontext/silent", "handlercontext/store",
		"handlercontext/observe", "handlercontext/upgrade", "handlercontext/across", "handlercontext/frameworks",
		"handlercontext/lasting", "handlercontext/undo", "handlercontext/oauth")
}

func TestGin(t *testing.T) {
	fixture.Set(t, handlercontext.Analyzer, "gin", "true")
	fixture.Run(t, handlercontext.Analyzer, "handlercontext/ginflag")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, handlercontext.Analyzer, "handlercontext/fixes") }

func TestThread(t *testing.T) {
	fixture.Set(t, handlercontext.Analyzer, "thread", "true")
	fixture.RunFixes(t, handlercontext.Analyzer, "handlercontext/thread")
}
