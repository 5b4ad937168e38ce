//go:build go1.21

package athand

import "testing"

func TestOld(t *testing.T) {
	here() // want "nothing"
}
