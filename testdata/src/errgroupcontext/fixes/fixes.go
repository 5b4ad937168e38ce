// Package fixes has groups whose context can be put right.
package fixes

import (
	"context"
	"net/http"

	"golang.org/x/sync/errgroup"
)

func fetch(ctx context.Context, url string) error { return nil }

// All uses in one function are mended at once.
func parent(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := fetch(ctx, "a"); err != nil { // want `use "gctx", the group's context`
			return err
		}
		return fetch(ctx, "b")
	})
	g.Go(func() error { return fetch(gctx, "c") })
	return g.Wait()
}

func request(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error { return fetch(r.Context(), "") }) // want `use "ctx"`
	g.Go(func() error { return fetch(ctx, "") })
	_ = g.Wait()
}

func unnamed(ctx context.Context) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx, "a") }) // want `name the context`
	g.Go(func() error { return fetch(ctx, "b") })
	return g.Wait()
}

// The name is taken.
func taken(ctx context.Context, gctx string) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx, gctx) }) // want `name the context`
	return g.Wait()
}

// Another variable has the name there.
func shadowed(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		gctx := "a"
		return fetch(ctx, gctx) // want `use "gctx"`
	})
	g.Go(func() error { return fetch(gctx, "") })
	return g.Wait()
}

type key struct{}

// The value would be lost.
func value(ctx context.Context) error {
	vctx := context.WithValue(ctx, key{}, 1)
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(vctx, "") }) // want `"vctx" does not end`
	g.Go(func() error { return fetch(gctx, "") })
	return g.Wait()
}

func late(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, "") })
	if err := g.Wait(); err != nil {
		return err
	}
	return fetch(gctx, "commit") // want `"gctx" is cancelled`
}

func sameName(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx, "a") })
	g.Go(func() error { return fetch(ctx, "b") })
	if err := g.Wait(); err != nil {
		return err
	}
	return fetch(ctx, "commit") // want `"ctx" is cancelled`
}

// The next round is for the group of the first.
func rounds(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	for {
		g.Go(func() error { return fetch(gctx, "") }) // want `"gctx" is cancelled`
		if err := g.Wait(); err != nil {
			return err
		}
	}
}

// Without this use the variable would have none.
func lastUse(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return nil })
	if err := g.Wait(); err != nil {
		return err
	}
	return fetch(gctx, "") // want `"gctx" is cancelled`
}
