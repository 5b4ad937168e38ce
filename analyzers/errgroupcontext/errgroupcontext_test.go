package errgroupcontext_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/errgroupcontext"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, errgroupcontext.Analyzer, "errgroupcontext/...")
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, errgroupcontext.Analyzer, "errgroupcontext/fixes") }
