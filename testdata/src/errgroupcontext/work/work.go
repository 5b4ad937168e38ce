// Package work has groups whose functions use the wrong context.
package work

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/errgroup"
)

func fetch(ctx context.Context, url string) error { return nil }

func userID(ctx context.Context) string { return "" }

type options struct {
	ctx context.Context
	n   int
}

func run(o options) error { return nil }

func parent(ctx context.Context, urls []string) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for _, u := range urls {
		g.Go(func() error {
			return fetch(ctx, u) // want `"ctx" does not end when another function of the group fails: "fetch" goes on and "g.Wait" waits for it; use "gctx", the group's context`
		})
	}
	g.Go(func() error { return fetch(gctx, "") })
	return g.Wait()
}

func derivedInside(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.TryGo(func() error {
		tctx, cancel := context.WithTimeout(ctx, time.Second) // want `"context.WithTimeout" goes on .* use "gctx"`
		defer cancel()
		return fetch(tctx, "")
	})
	g.Go(func() error {
		tctx, cancel := context.WithTimeout(gctx, time.Second)
		defer cancel()
		return fetch(tctx, "")
	})
	return g.Wait()
}

// The parent's own parent, and a sibling.
func family(ctx context.Context) error {
	pctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	vctx := context.WithValue(pctx, "a", "b")
	g, gctx := errgroup.WithContext(pctx)
	g.Go(func() error { return fetch(ctx, "") })  // want `"ctx" does not end`
	g.Go(func() error { return fetch(vctx, "") }) // want `"vctx" does not end`
	g.Go(func() error { return fetch(gctx, "") })
	return g.Wait()
}

func request(w http.ResponseWriter, r *http.Request) {
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error { return fetch(r.Context(), "") }) // want `"r.Context\(\)" does not end .* use "ctx"`
	g.Go(func() error { return fetch(ctx, "") })
	_ = g.Wait()
}

// A framework's context is a parent where it is used as a context.
func ginHandler(c *gin.Context) {
	g, ctx := errgroup.WithContext(c)
	g.Go(func() error { return fetch(c, "") }) // want `"c" does not end .* use "ctx"`
	g.Go(func() error { return fetch(ctx, param(c)) })
	_ = g.Wait()
}

func param(c *gin.Context) string { return c.Param("id") }

func thrownAway(ctx context.Context) error {
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx, "a") }) // want `name the context that "errgroup.WithContext" returns, and use it here`
	g.Go(func() error { return fetch(ctx, "b") })
	return g.Wait()
}

type server struct {
	ctx  context.Context
	g    *errgroup.Group
	gctx context.Context
}

func (s *server) fields() error {
	s.g, s.gctx = errgroup.WithContext(s.ctx)
	work := func() error { return run(options{ctx: s.ctx}) } // want `"s.ctx" does not end when another function of the group fails: what waits for it goes on and "s.g.Wait" waits for it; use "s.gctx"`
	s.g.Go(work)
	s.g.Go(func() error { return run(options{ctx: s.gctx}) })
	return s.g.Wait()
}

func waits(ctx context.Context, ch chan int) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		select {
		case <-ch:
		case <-ctx.Done(): // want `"ctx" does not end`
		}
		return nil
	})
	g.Go(func() error {
		select { // watches both
		case <-ch:
		case <-gctx.Done():
		case <-ctx.Done():
		}
		return nil
	})
	return g.Wait()
}

func generic[T any](ctx context.Context, items []T, do func(context.Context, T) error) error {
	g, gctx := errgroup.WithContext(ctx)
	_ = gctx
	for _, it := range items {
		g.Go(func() error { return do(ctx, it) }) // want `"do" goes on`
	}
	return g.Wait()
}

func nested(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		h, hctx := errgroup.WithContext(gctx)
		h.Go(func() error { return fetch(gctx, "") }) // want `"gctx" does not end .* use "hctx"`
		h.Go(func() error { return fetch(hctx, "") })
		return h.Wait()
	})
	return g.Wait()
}

// Logs, look-ups and questions need no cancellation.
func looks(ctx context.Context) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		slog.InfoContext(ctx, "starting", "user", userID(ctx))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fetch(gctx, userID(ctx))
	})
	return g.Wait()
}

// A shutdown comes after the group's end, and clean-up outlives it.
func shutdown(ctx context.Context, srv *http.Server) error {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(srv.ListenAndServe)
	g.Go(func() error {
		<-gctx.Done()
		tctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		return srv.Shutdown(tctx)
	})
	g.Go(func() error {
		select {
		case <-gctx.Done():
			return fetch(ctx, "bye")
		case <-time.After(time.Second):
			return nil
		}
	})
	g.Go(func() error {
		defer func() { _ = fetch(ctx, "unlock") }()
		go func() { _ = fetch(ctx, "later") }()
		if gctx.Err() != nil {
			return fetch(ctx, "ended")
		}
		return fetch(gctx, "")
	})
	return g.Wait()
}

// The parameter of the function hides the parent.
func hidden(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(ctx, "") })
	step := func(ctx context.Context) error { return fetch(ctx, "") }
	g.Go(func() error { return step(ctx) })
	return g.Wait()
}

// Background is not the parent's cancellation.
func background() error {
	g, gctx := errgroup.WithContext(context.Background())
	g.Go(func() error { return fetch(context.Background(), "") })
	g.Go(func() error { return fetch(gctx, "") })
	return g.Wait()
}

// Outside of the group's functions the parent is right.
func outside(ctx context.Context) error {
	if err := fetch(ctx, "before"); err != nil {
		return err
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return fetch(gctx, "") })
	if err := g.Wait(); err != nil {
		return err
	}
	return fetch(ctx, "after")
}
