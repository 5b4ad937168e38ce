// Package spawns has the ways to start a goroutine.
package spawns

import (
	"context"
	"sync"

	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

type item struct{ id int }

func (i *item) close() error                   { return nil }
func (i *item) save(ctx context.Context) error { return ctx.Err() }

func waitGroup(items []*item) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Go(func() { it.close() }) // want `one goroutine per element of "items"`
	}
	wg.Wait()
}

func group(ctx context.Context, items []*item) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, it := range items {
		g.Go(func() error { return it.save(ctx) }) // want `one goroutine per element of "items"`
	}
	return g.Wait()
}

func methodValue(items []*item) error {
	var g errgroup.Group
	for _, it := range items {
		g.Go(it.close) // want `one goroutine per element of "items"`
	}
	return g.Wait()
}

func made(ctx context.Context, items []*item) error {
	g := new(errgroup.Group)
	for _, it := range items {
		g.Go(func(it *item) func() error { // want `one goroutine per element of "items"`
			return func() error { return it.save(ctx) }
		}(it))
	}
	return g.Wait()
}

func noLimit(items []*item) error {
	var g errgroup.Group
	g.SetLimit(-1) // none
	for _, it := range items {
		g.Go(it.close) // want `one goroutine per element of "items"`
	}
	return g.Wait()
}

func pools(items []*item) {
	var wg conc.WaitGroup
	p := pool.New().WithErrors()
	for _, it := range items {
		wg.Go(func() { it.close() }) // want `one goroutine per element of "items"`
		p.Go(it.close)               // want `one goroutine per element of "items"`
	}
	wg.Wait()
	p.Wait()

	small := pool.New().WithMaxGoroutines(4).WithErrors()
	for _, it := range items {
		small.Go(it.close) // has a limit
	}
	small.Wait()
}

func closure(items []*item) {
	start := func(it *item) {
		go it.close() // want `"func" starts this goroutine and returns without waiting, and the loop at spawns.go:\d+ calls it once per element of "items"`
	}
	for _, it := range items {
		start(it)
	}
}

type hooks struct{ stop []func() }

// The literals are stored: the loop runs none.
func (h *hooks) register(items []*item) {
	for _, it := range items {
		h.stop = append(h.stop, func() { go it.close() })
	}
}

func onEvent(f func()) { registered = append(registered, f) }

var registered []func()

// The same, through a function.
func subscribe(items []*item) {
	for _, it := range items {
		onEvent(func() { go it.close() })
	}
}
