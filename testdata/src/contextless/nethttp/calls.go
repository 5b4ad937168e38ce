// Package nethttp holds calls of net/http that wait for a response. // want package:"2 findings if on a request path"
package nethttp

import (
	"context"
	"io"
	"net/http"
	"net/url"
)

func get(ctx context.Context, u string) (*http.Response, error) {
	return http.Get(u) // want `^"http.Get" keeps waiting for the response when "ctx" is cancelled; use http.NewRequestWithContext\(ctx, ...\) and Do$`
}

func others(ctx context.Context, u string, body io.Reader) {
	http.Head(u)                       // want `"http.Head" keeps waiting`
	http.Post(u, "text/plain", body)   // want `"http.Post" keeps waiting`
	http.PostForm(u, url.Values{})     // want `"http.PostForm" keeps waiting`
	http.DefaultClient.Get(u)          // want `"http.Client.Get" keeps waiting`
	new(http.Client).Post(u, "", body) // want `"http.Client.Post" keeps waiting`
}

type client struct{ *http.Client }

// A client that embeds *http.Client has its methods.
func embedded(ctx context.Context, c client, u string) {
	c.Get(u) // want `"http.Client.Get" keeps waiting`
}

func handler(w http.ResponseWriter, r *http.Request) {
	http.Get("http://upstream") // want `when "r.Context\(\)" is cancelled; use http.NewRequestWithContext\(r.Context\(\), ...\)`
}

// The parameter named _ is at hand, too.
func unnamed(_ context.Context, u string) {
	http.Get(u) // want `when the context that the function is handed is cancelled; name the parameter and use http.NewRequestWithContext\(ctx, ...\)`
}

// Nothing is at hand, and no handler calls this function.
func background(u string) {
	http.Get(u)
}

// A deferred call must run when the context is cancelled, too.
func deferred(ctx context.Context, u string) {
	defer http.Get(u)
	defer func() {
		http.Get(u)
	}()
}

// A goroutine that nobody waits for outlives the context.
func detached(ctx context.Context, u string) {
	go func() {
		http.Get(u)
	}()
}

// url.URL.Query is no query of a database, and this Get no request.
func alike(ctx context.Context, u *url.URL, h http.Header) string {
	return u.Query().Get("a") + h.Get("b")
}

func init() {
	// The server does not serve yet.
	ctx := fromOutside()
	_ = ctx
	http.Get("http://upstream")
}

func fromOutside() context.Context { return context.TODO() }
