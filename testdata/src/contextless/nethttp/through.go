package nethttp

import (
	"context"
	"net/http"
)

// newRequest leaves the context to its callers, one of which attaches it.
func newRequest(ctx context.Context, u string) (*http.Request, error) {
	return http.NewRequest("GET", u, nil)
}

func callerAttaches(ctx context.Context, u string) {
	req, err := newRequest(ctx, u)
	if err != nil {
		return
	}
	http.DefaultClient.Do(req.WithContext(ctx))
}

// Nobody attaches a context to what bareRequest makes.
func bareRequest(ctx context.Context, u string) *http.Request {
	req, _ := http.NewRequest("GET", u, nil) // want `http.NewRequest`
	return req
}

func callerSends(ctx context.Context, u string) {
	req := bareRequest(ctx, u)
	http.DefaultClient.Do(req)
}

func do(ctx context.Context, c *http.Client, req *http.Request) (*http.Response, error) {
	return c.Do(req.WithContext(ctx))
}

// The callee attaches the context.
func calleeAttaches(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil)
	do(ctx, http.DefaultClient, req)
}

func send(req *http.Request) (*http.Response, error) {
	return http.DefaultClient.Do(req)
}

// The callee only sends.
func calleeSends(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil) // want `http.NewRequest`
	send(req)
}

type options struct {
	do func(ctx context.Context, req *http.Request) (*http.Response, error)
}

// A function that is not seen gets the context beside the request.
func handsBoth(ctx context.Context, o options, u string) {
	req, _ := http.NewRequest("GET", u, nil)
	o.do(ctx, req)
}

type fetcher struct {
	client *http.Client
	req    *http.Request
}

// The request is kept in a field, and gets its context when it is sent.
func (f *fetcher) fetch(ctx context.Context, u string) (*http.Response, error) {
	if f.req == nil {
		req, err := http.NewRequest("GET", u, nil)
		if err != nil {
			return nil, err
		}
		f.req = req
	}
	return f.client.Do(f.req.WithContext(ctx))
}

// A literal makes the request.
func literal(ctx context.Context, u string) {
	make := func() *http.Request {
		req, _ := http.NewRequest("GET", u, nil) // want `http.NewRequest`
		return req
	}
	http.DefaultClient.Do(make())
}
