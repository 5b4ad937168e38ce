// Package upgrade holds connections that were taken over.
package upgrade

import (
	"context"
	"net/http"

	"golang.org/x/net/websocket"
)

type feed interface {
	Next(ctx context.Context) (string, error)
}

func hijack(w http.ResponseWriter, r *http.Request, f feed) {
	f.Next(context.Background()) // want `cuts the call of "Next" off`
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	f.Next(context.Background()) // the request's context no longer ends with the peer
}

func assert(w http.ResponseWriter, r *http.Request, f feed) {
	h, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, _, _ := h.Hijack()
	defer conn.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	f.Next(ctx)
}

func serve(f feed) http.Handler {
	return websocket.Handler(func(c *websocket.Conn) {
		f.Next(context.Background()) // the connection is a WebSocket
	})
}
