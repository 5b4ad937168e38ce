// Package store holds contexts that are the base of something long-lived.
package store

import (
	"context"
	"net/http"
)

type client struct{ ctx context.Context }

func newClient(ctx context.Context) *client { return &client{ctx: ctx} }

func (c *client) get(ctx context.Context) {}

// connect is remote: it uses its context for work.
type connector interface {
	Connect(ctx context.Context) (*client, error)
}

type registry struct {
	base   context.Context
	cancel context.CancelFunc
	client *client
	opts   options
}

type options struct{ Context context.Context }

func (g *registry) handle(w http.ResponseWriter, r *http.Request, c connector) {
	g.base = context.Background()                               // a field
	g.base, g.cancel = context.WithCancel(context.Background()) // derived, a field
	g.opts = options{Context: context.Background()}             // part of a composite
	g.client = newClient(context.Background())                  // the callee only keeps it
	g.client, _ = c.Connect(context.Background())               // kept, so the request must not end it
	clients := map[string]context.Context{"a": context.TODO()}  // an element
	clients["b"] = context.TODO()                               // an element
	later, _ := c.Connect(context.Background())                 // kept below
	g.client = later
	conn, _ := c.Connect(context.Background()) // want `cuts the call of "Connect" off`
	conn.get(r.Context())
}
