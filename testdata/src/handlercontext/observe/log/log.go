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
