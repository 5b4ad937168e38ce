// Package judge judges errors for others.
package judge

import (
	"errors"
	"net"
	"time"
)

// Passes waits a little unless the error is final.
func Passes(err error) bool {
	if errors.Is(err, net.ErrClosed) {
		return false
	}
	time.Sleep(10 * time.Millisecond)
	return true
}
