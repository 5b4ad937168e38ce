package capacity

import (
	"context"
	"fmt"
)

// guarded sends once: in the deferred function only if the work has panicked.
func guarded(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("panic: %v", r)
			}
		}()
		done <- work()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// always sends twice: the second send stays.
func always(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			recover()
			done <- nil
		}()
		done <- work() // want `blocks for ever on this send to "done"`
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
