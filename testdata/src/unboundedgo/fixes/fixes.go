// Package fixes has the loops whose goroutines can be limited by a line or three.
package fixes

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func fetch(ctx context.Context, url string) error { return ctx.Err() }

func group(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx) // ends with the first error
	for _, url := range urls {
		g.Go(func() error { return fetch(ctx, url) }) // want "one goroutine per element"
	}
	return g.Wait()
}

func zeroGroup(ctx context.Context, urls []string) error {
	var g errgroup.Group
	for _, url := range urls {
		g.Go(func() error { return fetch(ctx, url) }) // want "one goroutine per element"
	}
	return g.Wait()
}

type file interface{ Close() error }

func method(files []file) error {
	var g errgroup.Group
	for _, f := range files {
		g.Go(f.Close) // want "one goroutine per element"
	}
	return g.Wait()
}

// No fix: nobody waits for them, and the loop would.
func left(ctx context.Context, urls []string) {
	for _, url := range urls {
		go func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		}()
	}
}

// No fix: they hand their result to who comes behind the loop.
func results(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	done := make(chan string)
	for _, url := range urls {
		g.Go(func() error { // want "one goroutine per element"
			err := fetch(ctx, url)
			done <- url
			return err
		})
	}
	for range urls {
		<-done
	}
	return g.Wait()
}

// No fix: those that are started call the literal that starts.
func tree(ctx context.Context, links func(string) []string, root string) error {
	var g errgroup.Group
	var walk func(string) error
	walk = func(url string) error {
		for _, link := range links(url) {
			g.Go(func() error { return walk(link) }) // want "one goroutine per element"
		}
		return fetch(ctx, url)
	}
	if err := walk(root); err != nil {
		return err
	}
	return g.Wait()
}

// No fix: the first one may keep its place for long.
func besides(ctx context.Context, urls []string, report func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return report(ctx) })
	for _, url := range urls {
		g.Go(func() error { return fetch(ctx, url) }) // want "one goroutine per element"
	}
	return g.Wait()
}

type part interface{ Stop() }

// No fix: stopping is waiting.
func stopAll(parts []part) {
	var wg sync.WaitGroup
	for _, p := range parts {
		wg.Go(func() { p.Stop() }) // want "one goroutine per element"
	}
	wg.Wait()
}

// No fix: the number is given in words that no longer mean it.
func shadowed(ctx context.Context, urls []string, runtime string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, url := range urls {
		g.Go(func() error { return fetch(ctx, url+runtime) }) // want "one goroutine per element"
	}
	return g.Wait()
}
