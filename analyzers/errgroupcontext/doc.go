/*
Package errgroupcontext finds wrong contexts in and after an errgroup.

# Analyzer errgroupcontext

errgroupcontext: report the wrong context in, or after, an errgroup

errgroup.WithContext makes a context that ends as soon as one of the group's
functions fails, so that the others can give up. A function that works with the
parent instead goes on to the end, and Wait with it.

# Measured

One of four calls fails at once, the others take a minute. Wrong: the client is told of
the failure after 1m0s. Right: the client is told of the failure after 0s.

# The code

WRONG:

	func load(ctx context.Context, urls []string) error {
		g, gctx := errgroup.WithContext(ctx)
		g.SetLimit(8)
		for _, u := range urls {
			g.Go(func() error {
				return fetch(ctx, u) // reported: "ctx" does not end when another function of the group fails: "fetch" goes on and "g.Wait" waits for it; use "gctx", the group's context
			})
		}
		g.Go(func() error { return report(gctx) })
		return g.Wait()
	}

RIGHT:

	func load(ctx context.Context, urls []string) error {
		g, gctx := errgroup.WithContext(ctx)
		g.SetLimit(8)
		for _, u := range urls {
			g.Go(func() error { return fetch(gctx, u) })
		}
		g.Go(func() error { return report(gctx) })
		return g.Wait()
	}

The same context is cancelled as soon as Wait returns, also without an error.
That is easily overlooked where it has the name of its parent.

WRONG:

	func sync(ctx context.Context, a, b source) error {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error { return a.pull(ctx) })
		g.Go(func() error { return b.pull(ctx) })
		if err := g.Wait(); err != nil {
			return err
		}
		return commit(ctx) // reported: "ctx" is cancelled once "g.Wait" has returned at line 5: "commit" fails with context canceled; use the context that the group's was made from
	}

RIGHT:

	func sync(ctx context.Context, a, b source) error {
		g, gctx := errgroup.WithContext(ctx)
		g.Go(func() error { return a.pull(gctx) })
		g.Go(func() error { return b.pull(gctx) })
		if err := g.Wait(); err != nil {
			return err
		}
		return commit(ctx)
	}

Contexts made from the parent before, and those it was made from, count as the
parent. A copy of errgroup counts as errgroup.

# Silent

What only logs, measures or looks for a value; deferred calls and
clean-up; what runs after the group's context has ended, as a shutdown does;
a goroutine of its own; context.Background, which other rules speak of; after
Wait, questions such as ctx.Err() and context.Cause.

# The fix

It uses the group's context, which it names if need be, in the group and the one
that it is made from after Wait; where both have one name, the group's gets another.

# Other linters

None of go vet, staticcheck, noctx and gosec reports it, and contextcheck one of the 18
lines that our fixtures mark.
*/
package errgroupcontext
