// Package log is a project's own logger.
package log

import (
	"context"
	"log/slog"
)

// Trace logs the arguments; of a context, the request's id.
func Trace(args ...any) {
	for _, a := range args {
		if ctx, ok := a.(context.Context); ok {
			slog.InfoContext(ctx, "request")
		}
	}
}

type idKey struct{}

// WithValues returns ctx with the id of from.
func WithValues(ctx, from context.Context) context.Context {
	return context.WithValue(ctx, idKey{}, from.Value(idKey{}))
}
