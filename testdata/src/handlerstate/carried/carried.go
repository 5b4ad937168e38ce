// Package carried has handlers that get shared objects out of the context of
// their request.
package carried

import (
	"context"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
)

type pool struct {
	mu    sync.RWMutex
	nodes map[string]int
}

type poolKey struct{}

type traceKey struct{}

type trace struct{ steps int }

// withPool puts the same pool in the context of each request, and a trace that
// is the request's own.
func withPool(p *pool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), poolKey{}, p)
		ctx = context.WithValue(ctx, traceKey{}, &trace{})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func poolOf(ctx context.Context) *pool { return ctx.Value(poolKey{}).(*pool) }

func add(w http.ResponseWriter, r *http.Request) {
	p := poolOf(r.Context())
	p.mu.RLock()
	p.nodes["x"] = 1 // want `field "pool.nodes" is a map that concurrent requests write without a lock, in handler "add"`
	p.mu.RUnlock()
	p.mu.Lock()
	p.nodes["y"] = 1
	p.mu.Unlock()
	t := r.Context().Value(traceKey{}).(*trace)
	t.steps++ // the request's own: silent
}

type account struct{ name string }

var accounts = map[string]*account{}

func auth(c *gin.Context) {
	c.Set("account", accounts[c.Query("id")])
	c.Set("draft", &account{})
}

func rename(c *gin.Context) {
	c.MustGet("account").(*account).name = "x" // want `field "account.name" is shared`
	if d, ok := c.Get("draft"); ok {
		d.(*account).name = "y" // the request's own: silent
	}
}
