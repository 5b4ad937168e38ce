package leakedgoroutine_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/leakedgoroutine"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, leakedgoroutine.Analyzer, "leakedgoroutine/...")
}
