// Package poll is another package of the same module.
package poll

import (
	"context"
	"time"
)

// Forever never returns.
func Forever(d time.Duration) { // want Forever:"endless at poll.go:11"
	for {
		time.Sleep(d)
	}
}

// Until returns with the context.
func Until(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}
