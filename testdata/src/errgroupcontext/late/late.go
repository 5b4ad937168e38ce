// Package late has contexts of groups that have ended.
package late

import (
	"context"
	"log"

	"golang.org/x/sync/errgroup"
)

func fetch(ctx context.Context, url string) error { return nil }

func shadowed(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx, "") })
	if err := g.Wait(); err != nil {
		return err
	}
	return fetch(ctx, "commit") // want `"ctx" is cancelled once "g.Wait" has returned at line 16: "fetch" fails with context canceled; use the context that the group's was made from`
}

func named(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	tctx := context.WithValue(gctx, "a", "b")
	g.Go(func() error { return fetch(gctx, "") })
	err := g.Wait()
	if err == nil {
		err = fetch(gctx, "a") // want `"gctx" is cancelled .* use "ctx"`
	}
	for range 3 {
		_ = fetch(tctx, "b") // want `"tctx" is cancelled`
	}
	defer func() {
		_ = fetch(gctx, "c") // want `"gctx" is cancelled`
	}()
	return err
}

func inGoroutine(ctx context.Context) {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, "") })
	go func() {
		_ = g.Wait()
		_ = fetch(gctx, "done") // want `"gctx" is cancelled`
	}()
	_ = fetch(gctx, "meanwhile") // Wait may well not have returned yet
}

func rounds(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	for {
		g.Go(func() error { return fetch(gctx, "") }) // want `"gctx" is cancelled`
		if err := g.Wait(); err != nil {
			return err
		}
	}
}

// Each round has its own group.
func freshRounds(ctx context.Context) error {
	for {
		g, gctx := errgroup.WithContext(ctx)
		g.Go(func() error { return fetch(gctx, "") })
		if err := g.Wait(); err != nil {
			return err
		}
	}
}

// The variable gets another context.
func replaced(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, "") })
	if err := g.Wait(); err != nil {
		return err
	}
	gctx = ctx
	return fetch(gctx, "")
}

// The way on which Wait was called has ended.
func branches(ctx context.Context, early bool) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, "") })
	if early {
		return g.Wait()
	}
	if gctx == nil {
		log.Fatal(g.Wait())
	}
	if err := fetch(gctx, "still running"); err != nil {
		return err
	}
	return g.Wait()
}

// Questions are answered, and what only logs needs no life.
func asks(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, "") })
	_ = g.Wait()
	if gctx.Err() != nil {
		return context.Cause(gctx)
	}
	return fetch(context.WithoutCancel(gctx), "")
}

// The inner name is gone with its block.
func block(ctx context.Context) error {
	{
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return fetch(ctx, "") })
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return fetch(ctx, "")
}
