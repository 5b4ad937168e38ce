// Package givenup leaves its goroutines when the client has left. // want package:"1 findings if on a request path"
package givenup

import (
	"context"
	"net/http"
	"sync"
	"time"
)

type meter struct{ tick *time.Ticker }

func (m *meter) watts() { <-m.tick.C }
func (m *meter) volts() {
	<-m.tick.C // want `the request of handler "some" via "askSome" → "function literal in askSome" → "meter.volts" waits`
}
func (m *meter) hertz() {
	<-m.tick.C // want `the request of handler "plain" via "meter.hertz" waits`
}

func handler(w http.ResponseWriter, r *http.Request) { ask(r.Context(), new(meter)) }

// Only the goroutines go on: silent.
func ask(ctx context.Context, m *meter) {
	var wg sync.WaitGroup
	wg.Go(func() { m.watts() })
	wg.Go(func() { m.hertz() })
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func some(w http.ResponseWriter, r *http.Request) { askSome(r.Context(), new(meter)) }

// It waits for them after all.
func askSome(ctx context.Context, m *meter) {
	var wg sync.WaitGroup
	wg.Go(func() { m.volts() })
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		<-done
	}
}

// Another way to the same wait.
func plain(w http.ResponseWriter, r *http.Request) { new(meter).hertz() }
