package athand

import "testing"

func TestHere(t *testing.T) {
	here() // want "t.Context\\(\\)"
	t.Run("sub", func(t *testing.T) {
		here() // want "t.Context\\(\\)"
	})
	t.Cleanup(func() {
		here() // want "nothing"
	})
}
