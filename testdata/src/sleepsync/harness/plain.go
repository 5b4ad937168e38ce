package harness

import (
	"context"
	"time"
)

// Nothing here is for tests only.
func await(ctx context.Context) {
	for ping(ctx) != nil {
		time.Sleep(time.Second) // want `the sleep goes on for its whole time`
	}
}
