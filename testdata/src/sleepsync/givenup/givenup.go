// Package givenup leaves its goroutine when the client has left. // want package:"1 findings if on a request path"
package givenup

import (
	"context"
	"net/http"
	"time"
)

func handler(w http.ResponseWriter, r *http.Request) {
	probe(r.Context())
	attempt()
}

func probe(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		settle()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// Only the goroutine goes on: silent.
func settle() { time.Sleep(time.Second) }

func attempt() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		cool()
	}()
	<-done
}

func cool() {
	time.Sleep(time.Second) // want `makes the request of handler "handler" via "attempt" → .* → "cool" wait`
}
