// Package copied uses a copy of errgroup.
package copied

import (
	"context"

	"fixtures/errgroupcontext/copied/errgroup"
)

func do(ctx context.Context) error { return ctx.Err() }

func parent(ctx context.Context) error {
	var g, gctx = errgroup.WithContext(ctx)
	g.Go(func() error { return do(ctx) }) // want `use "gctx"`
	g.Go(func() error { return do(gctx) })
	return g.Wait()
}
