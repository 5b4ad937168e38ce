package unboundedgo_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/unboundedgo"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, unboundedgo.Analyzer, "unboundedgo/...")
}

func TestFixes(t *testing.T) {
	fixture.RunFixes(t, unboundedgo.Analyzer, "unboundedgo/fixes", "unboundedgo/nogroup")
}
