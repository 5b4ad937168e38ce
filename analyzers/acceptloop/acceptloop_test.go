package acceptloop_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/acceptloop"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, acceptloop.Analyzer, "acceptloop/...")
}
