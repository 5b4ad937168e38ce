// Package callbacks prepares requests in callbacks, none of which attaches a
// context.
package callbacks

import (
	"context"

	"github.com/go-resty/resty/v2"
)

type prepare func(req *resty.Request)

type api struct{ http *resty.Client }

func (a *api) send(ctx context.Context, url string, with prepare) error {
	req := a.http.R()
	if with != nil {
		with(req)
	}
	res, err := req.Get(url) // want `^"resty.Request.Get" keeps waiting for the response when "ctx" is cancelled; call SetContext\(ctx\) on the request$`
	if err == nil && res.StatusCode() == 401 {
		return a.send(ctx, url, with)
	}
	return err
}

func (a *api) users(ctx context.Context) error {
	if err := a.send(ctx, "/users", nil); err != nil {
		return err
	}
	return a.send(ctx, "/users", func(req *resty.Request) {
		req.SetQueryParam("sort", "name")
		a.http.R().SetContext(ctx).Get("/other") // not the request at hand
	})
}

// What is attached to another request has nothing to do with it.
func (a *api) direct(ctx context.Context) error {
	_, err := a.http.R().SetContext(ctx).Get("/direct")
	return err
}

func (a *api) each(ctx context.Context, url string, options ...prepare) {
	req := a.http.R()
	for _, option := range options {
		option(req)
	}
	req.Post(url) // want `"resty.Request.Post" keeps waiting`
}

func sorted(by string) prepare {
	return func(req *resty.Request) { req.SetQueryParam("sort", by) }
}

func plain(req *resty.Request) { req.SetHeader("A", "b") }

func (a *api) options(ctx context.Context) {
	a.each(ctx, "/a")
	a.each(ctx, "/b", sorted("name"), plain)
}
