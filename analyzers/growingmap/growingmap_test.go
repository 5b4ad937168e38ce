package growingmap_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/growingmap"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, growingmap.Analyzer, "growingmap/...")
}
