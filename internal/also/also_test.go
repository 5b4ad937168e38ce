package also

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/directive"
)

// TestNames: a directive that silences an analyzer of another suite is known also
// where that suite does not run.
func TestNames(t *testing.T) {
	for _, r := range Known().Rules() {
		if !directive.Foreign(r.Name) {
			t.Errorf("package directive does not know %s", r.Name)
		}
	}
}
