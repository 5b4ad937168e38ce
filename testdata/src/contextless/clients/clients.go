// Package clients holds calls of popular clients.
package clients

import (
	"context"

	"example.org/dep"
	"github.com/go-redis/redis/v7"
	"github.com/go-resty/resty/v2"
	"github.com/goccy/go-json"
)

type api struct {
	http  *resty.Client
	cache *redis.Client
}

func (a *api) requests(ctx context.Context) {
	a.http.R().SetHeader("A", "b").Get("/x") // want `^"resty.Request.Get" keeps waiting for the response when "ctx" is cancelled; call SetContext\(ctx\) on the request$`
	a.http.R().SetContext(ctx).Get("/x")
	req := a.http.R()
	req.SetContext(ctx) // changes the request itself
	req.Post("/x")
	bare := resty.New().R()
	bare.SetHeader("A", "b")
	bare.Put("/x") // want `"resty.Request.Put"`
}

// The request is the caller's matter.
func given(ctx context.Context, req *resty.Request) {
	req.Get("/x")
}

func (a *api) cached(ctx context.Context) {
	a.cache.Get("key")                  // want `^"redis.Client.Get" goes on when "ctx" is cancelled; put WithContext\(ctx\) in front$`
	a.cache.WithContext(ctx).Get("key") // has its context
	pipe := a.cache.Pipeline()
	pipe.Get("key") // is only collected
	pipe.Exec()     // want `"redis.Pipeliner.Exec"`
}

// MarshalContext beside Marshal does not mean that it blocks.
func computes(ctx context.Context, v any) ([]byte, error) {
	return json.Marshal(v)
}

// What only makes a client, or a connection that stays, is not what a request
// waits for, though there is a form with a context.
func (a *api) events(ctx context.Context, text string) error {
	c, err := dep.New("host:80")
	if err != nil {
		return err
	}
	if err := c.Connect(); err != nil {
		return err
	}
	return c.Send(text) // want `^"dep.Client.Send" goes on when "ctx" is cancelled; use SendContext\(ctx, ...\)$`
}
