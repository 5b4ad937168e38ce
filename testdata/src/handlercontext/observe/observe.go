// Package observe holds contexts that only reach logs, traces and metrics.
package observe

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"fixtures/handlercontext/observe/log"
)

type logger interface {
	Infof(ctx context.Context, format string, args ...any)
}

type catalog interface {
	Add(ctx context.Context, item string) error
}

func handle(w http.ResponseWriter, r *http.Request, l logger, c catalog) {
	slog.InfoContext(context.Background(), "served")
	ctx := context.TODO()
	slog.Default().ErrorContext(ctx, "failed")
	l.Infof(context.Background(), "served")
	note(context.Background(), "served")
	journal(context.Background())
	c.Add(log.WithValues(context.Background(), r.Context()), "item")
	fmt.Fprintln(w, context.Background())
	c.Add(context.Background(), "item") // want `cuts the call of "Add" off`
}

// note does nothing that could be cancelled.
func note(ctx context.Context, msg string) {
	if id, ok := ctx.Value(idKey{}).(string); ok {
		msg += id
	}
	logAll(ctx, msg, 2)
}

type idKey struct{}

func logAll(ctx context.Context, msg string, depth int) {
	slog.InfoContext(ctx, msg)
	if depth > 0 {
		logAll(ctx, msg, depth-1)
	}
}

// The project's own logger takes anything, and a context for its values.
func journal(ctx context.Context) {
	log.Trace(ctx, "read", "done")
}
