// Package flow holds contexts that come from afar. // want package:"1 findings if on a request path"
package flow

import (
	"context"
	"net/http"
)

type store interface {
	Get(ctx context.Context, key string) string
}

var background = context.Background()

var replaced = context.Background()

func setUp(ctx context.Context) { replaced = ctx }

type handler struct{ store store }

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.store.Get(background, "a") // want `"background", which is context.Background\(\), cuts the call of "Get" off from the request: .*; use r.Context\(\)`
	h.store.Get(background, "b") // once per function is enough
	h.store.Get(replaced, "c")   // another context may be kept there
}

// factory is no handler, the literal it returns is.
func factory(s store) http.HandlerFunc {
	ctx := context.Background()
	s.Get(ctx, "warm") // not while a request waits
	return func(w http.ResponseWriter, r *http.Request) {
		s.Get(ctx, "a") // want `"ctx", which is context.Background\(\), cuts the call of "Get" off from the request`
	}
}

// In one expression with a conversion and a derived context.
func (h *handler) derived(w http.ResponseWriter, r *http.Request) {
	h.store.Get(tagged(context.Context(context.Background())), "a") // want `cuts the call of "Get" off`
}

func tagged(ctx context.Context) context.Context {
	return context.WithValue(ctx, tag{}, "t")
}

type tag struct{}

// Through a function value, which may do anything.
func (h *handler) value(w http.ResponseWriter, r *http.Request) {
	get := h.store.Get
	get(context.Background(), "a") // want `cuts the call of "get" off`
}

// The callee hands its context on to work.
func (h *handler) through(w http.ResponseWriter, r *http.Request) {
	h.fetch(context.Background(), "a") // want `cuts the call of "fetch" off`
}

func (h *handler) fetch(ctx context.Context, key string) string {
	return h.store.Get(ctx, key)
}

// The callee watches its context.
func (h *handler) watched(w http.ResponseWriter, r *http.Request) {
	next(context.Background(), make(chan int)) // want `cuts the call of "next" off`
}

func next(ctx context.Context, ch <-chan int) int {
	select {
	case <-ctx.Done():
		return 0
	case n := <-ch:
		return n
	}
}

type generic[T any] struct{ load func(context.Context) T }

func (g *generic[T]) get() T {
	return g.load(context.Background()) // want `cuts the call of "g.load" off`
}

func (h *handler) generics(w http.ResponseWriter, r *http.Request) {
	var g generic[int]
	g.get()
}
