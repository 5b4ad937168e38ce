// Package harness has helpers of tests that are in no test file.
package harness

import (
	"context"
	"errors"
	"testing"
	"time"
)

func work() {}

func ping(context.Context) error { return errors.New("not yet") }

func Start(t *testing.T, settle time.Duration) {
	go work()
	time.Sleep(settle) // want `does not wait for the goroutine started`
}

// In the code of tests a loop that retries is no finding.
func Await(ctx context.Context, tb testing.TB) {
	for ping(ctx) != nil {
		time.Sleep(time.Millisecond)
	}
}

// Nor is one in a literal of theirs.
func Table() map[string]func(*testing.B) { // want Table:"quiet, reads "
	return map[string]func(*testing.B){
		"ping": func(b *testing.B) {
			for ping(b.Context()) != nil {
				time.Sleep(time.Second)
			}
		},
	}
}
