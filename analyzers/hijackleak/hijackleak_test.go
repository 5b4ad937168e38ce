package hijackleak_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/hijackleak"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
)

func Test(t *testing.T) {
	fixture.Run(t, hijackleak.Analyzer, "hijackleak/...")
}
