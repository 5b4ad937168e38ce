package blockedhandler_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/blockedhandler"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) { fixture.Run(t, blockedhandler.Analyzer, "blockedhandler/...") }
