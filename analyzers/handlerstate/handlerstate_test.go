package handlerstate_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/handlerstate"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, handlerstate.Analyzer, "handlerstate/...")
}
