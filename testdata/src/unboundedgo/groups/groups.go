// Package groups has groups with a limit, however they come by it.
package groups

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

func limited(ctx context.Context, items []int) error {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for range items {
		g.Go(work)
	}
	return g.Wait()
}

func newGroup(ctx context.Context, n int) (*errgroup.Group, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(n)
	return g, ctx
}

func constructed(ctx context.Context, items []int) error {
	g, _ := newGroup(ctx, 4)
	for range items {
		g.Go(work)
	}
	return g.Wait()
}

type crawler struct {
	limited   errgroup.Group
	unlimited errgroup.Group
}

func newCrawler() *crawler {
	c := &crawler{}
	c.limited.SetLimit(4)
	return c
}

func (c *crawler) run(items []int) error {
	for range items {
		c.limited.Go(work)
	}
	for range items {
		c.unlimited.Go(work) // want `one goroutine per element of "items"`
	}
	return c.limited.Wait()
}

// fill gets a limited group.
func fill(g *errgroup.Group, items []int) {
	for range items {
		g.Go(work)
	}
}

// flood gets one without a limit.
func flood(g *errgroup.Group, items []int) {
	for range items {
		g.Go(work) // want `one goroutine per element of "items"`
	}
}

// Fill may get either.
func Fill(g *errgroup.Group, items []int) {
	for range items {
		g.Go(work)
	}
}

func callers(items []int) {
	var a, b errgroup.Group
	a.SetLimit(2)
	fill(&a, items)
	flood(&b, items)
	a.Wait()
	b.Wait()
}

// pool blocks in Go until it has a slot.
type pool struct {
	wg  sync.WaitGroup
	sem chan struct{}
}

func (p *pool) Go(f func()) {
	if p.sem != nil {
		p.sem <- struct{}{}
	}
	p.wg.Add(1)
	go func() {
		defer p.done()
		f()
	}()
}

func (p *pool) done() {
	if p.sem != nil {
		<-p.sem
	}
	p.wg.Done()
}

// crowd does not.
type crowd struct{ wg sync.WaitGroup }

func (c *crowd) Go(f func()) {
	c.wg.Add(1)
	go func() {
		defer c.wg.Done()
		f()
	}()
}

func own(items []int) {
	p := &pool{sem: make(chan struct{}, 4)}
	var c crowd
	for range items {
		p.Go(func() { work() })
		c.Go(func() { work() }) // want `one goroutine per element of "items"`
	}
	p.wg.Wait()
	c.wg.Wait()
}
