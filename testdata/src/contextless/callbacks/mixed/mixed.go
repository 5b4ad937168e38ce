// Package mixed prepares requests in callbacks, some of which attach a context.
package mixed

import (
	"context"

	"github.com/go-resty/resty/v2"
)

type api struct{ http *resty.Client }

// Whether the request has a context is the callers' matter.
func (a *api) send(ctx context.Context, url string, with func(*resty.Request)) error {
	req := a.http.R()
	if with != nil {
		with(req)
	}
	_, err := req.Get(url)
	return err
}

// The callback attaches one.
func (a *api) attaches(ctx context.Context) {
	a.send(ctx, "/a", func(req *resty.Request) {
		req.SetHeader("A", "b").SetContext(ctx)
	})
	a.post(ctx, "/a", func(req *resty.Request) { req.SetContext(ctx) })
}

func (a *api) lacks(ctx context.Context) {
	a.send(ctx, "/b", nil) // want `^"mixed.api.send" keeps waiting for the response when "ctx" is cancelled; give it a callback to call SetContext\(ctx\) on the request$`
	with := func(req *resty.Request) { req.SetHeader("A", "b") }
	a.send(ctx, "/b", with)                                                                 // want `"mixed.api.send" keeps waiting`
	a.post(ctx, "/b", func(req *resty.Request) { a.http.R().SetContext(ctx).Get("/auth") }) // want `"mixed.api.post" keeps waiting`
}

// It hands on what it is handed.
func (a *api) post(ctx context.Context, url string, with func(*resty.Request)) {
	a.send(ctx, url, func(req *resty.Request) {
		req.SetHeader("A", "b")
		if with != nil {
			with(req)
		}
	})
}

type options struct{ with func(*resty.Request) }

// What the field holds is not seen.
func (a *api) field(ctx context.Context, o options) {
	a.send(ctx, "/c", o.with)
}

// Send is called from elsewhere, too.
func (a *api) Send(url string, with func(*resty.Request)) error {
	req := a.http.R()
	with(req)
	_, err := req.Get(url)
	return err
}
