// Package dep is a dependency of the fixtures: code that the linter knows by
// its declarations only.
package dep

import (
	"context"
	"net"
	"net/http"
)

// A Client talks to a server.
type Client struct{ handlers []func(string) }

// New makes a client.
func New(addr string) (*Client, error) { return NewWithContext(context.Background(), addr) }

// NewWithContext makes a client.
func NewWithContext(_ context.Context, addr string) (*Client, error) {
	_, _, err := net.SplitHostPort(addr)
	return new(Client), err
}

// Connect keeps a connection.
func (c *Client) Connect() error { return c.ConnectContext(context.Background()) }

// ConnectContext keeps a connection for as long as ctx.
func (c *Client) ConnectContext(ctx context.Context) error { return ctx.Err() }

// Send sends text and waits for the answer.
func (c *Client) Send(text string) error { return c.SendContext(context.Background(), text) }

// SendContext sends text and waits for the answer.
func (c *Client) SendContext(ctx context.Context, text string) error { return ctx.Err() }

// AddEventHandler has f called for each event, from now on.
func (c *Client) AddEventHandler(f func(event string)) { c.handlers = append(c.handlers, f) }

// Each calls f for each event seen so far.
func (c *Client) Each(f func(event string)) {
	for range c.handlers {
		f("")
	}
}

// A Session holds what a client's requests have in common.
type Session struct{ Values map[string]string }

// A Sessions keeps sessions; Get makes one for each request.
type Sessions struct{ name string }

// Get returns the session of the request.
func (s *Sessions) Get(r *http.Request) *Session {
	return &Session{Values: map[string]string{"host": r.Host, "name": s.name}}
}
