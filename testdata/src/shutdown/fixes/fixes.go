// Package fixes shuts servers down with contexts that can be replaced. // want package:"forwards contexts to Shutdown"
package fixes

import (
	"context"
	"log"
	"net/http"
	"time"
)

func woken(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	// Let requests finish.
	return srv.Shutdown(ctx) // want `"ctx" has ended`
}

func derived(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	srv.Shutdown(grace) // want `"grace" has ended`
}

func noDeadline(srv *http.Server) {
	if err := srv.Shutdown(context.Background()); err != nil { // want `has no deadline`
		log.Print(err)
	}
}

// The name cancel is taken.
func taken(srv *http.Server) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	srv.Shutdown(ctx) // want `has no deadline`
}

// The second can share the context of the first, once that is there.
func two(a, b *http.Server) {
	a.Shutdown(context.Background()) // want `has no deadline`
	b.Shutdown(context.Background()) // want `has no deadline`
}

func shares(a, b *http.Server) {
	shutdownCtx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	a.Shutdown(shutdownCtx)
	b.Shutdown(context.Background()) // want `has no deadline`
}

// A defer comes too late, or too early.
func loop(all []*http.Server) {
	for _, srv := range all {
		srv.Shutdown(context.Background()) // want `has no deadline`
	}
}

func started(srv *http.Server) {
	go srv.Shutdown(context.Background()) // want `has no deadline`
}

func deferred(srv *http.Server) {
	defer srv.Shutdown(context.Background()) // want `has no deadline`
}

// Nothing else uses the context.
func onlyUse(srv *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	cancel()
	srv.Shutdown(ctx) // want `"ctx" has ended`
}

type app struct{ srv http.Server }

func (a *app) stop(ctx context.Context) error { return a.srv.Shutdown(ctx) }

func stops(a *app) error {
	return a.stop(context.TODO()) // want `stop waits as long as the slowest client likes`
}
