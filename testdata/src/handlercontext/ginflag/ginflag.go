// Package ginflag hands *gin.Context on as a context.Context.
package ginflag

import (
	"context"
	"log/slog"

	"github.com/gin-gonic/gin"
)

type store interface{ Get(ctx context.Context) }

func handle(s store) gin.HandlerFunc {
	return func(c *gin.Context) {
		s.Get(c)                                  // want `a \*gin.Context is not cancelled unless the engine sets ContextWithFallback: the call of "Get" goes on when the client of handler .* has left; use c.Request.Context\(\)`
		s.Get(context.WithValue(c, "key", "val")) // want `a \*gin.Context is not cancelled`
		s.Get(c.Request.Context())                // that is the one
		slog.InfoContext(c, "served")             // a log line
		defer s.Get(c)                            // clean-up
	}
}
