package nethttp

import (
	"context"
	"net/http"
	"net/http/httptest"
)

// Reported once, where the request is made.
func sent(ctx context.Context, u string) (*http.Response, error) {
	req, err := http.NewRequest("GET", u, nil) // want `^"http.NewRequest" makes a request whose response is still waited for when "ctx" is cancelled; use http.NewRequestWithContext\(ctx, ...\)$`
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/plain")
	return http.DefaultClient.Do(req)
}

func withContext(ctx context.Context, u string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", u, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req) // the request has its context
}

// The request gets its context later.
func later(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil)
	req = req.WithContext(ctx)
	http.DefaultClient.Do(req)
}

// As an argument, too.
func inline(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil)
	http.DefaultClient.Do(req.WithContext(ctx))
}

func cloned(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil)
	req = req.Clone(ctx)
	http.DefaultClient.Do(req)
}

// A clone with its own context has none.
func clonedAlike(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil) // want `http.NewRequest`
	again := req.Clone(req.Context())
	http.DefaultClient.Do(again)
}

// Both branches make the request that is sent.
func branches(ctx context.Context, u string, post bool) {
	var req *http.Request
	if post {
		req, _ = http.NewRequest("POST", u, nil) // want `http.NewRequest`
	} else {
		req, _ = http.NewRequest("GET", u, nil) // want `http.NewRequest`
	}
	http.DefaultClient.Do(req)
}

// The context of the second request is not the first one's.
func twice(ctx context.Context, u string) {
	req, _ := http.NewRequest("GET", u, nil) // want `http.NewRequest`
	http.DefaultClient.Do(req)
	req, _ = http.NewRequest("GET", u, nil)
	req = req.WithContext(ctx)
	http.DefaultClient.Do(req)
}

// The request is never sent.
func unsent(ctx context.Context, u string) string {
	req, err := http.NewRequest("GET", u, nil)
	if err != nil {
		return ""
	}
	return req.URL.Host
}

// A recorder does not block.
func recorded(ctx context.Context, h http.Handler) {
	req, _ := http.NewRequest("GET", "/", nil)
	h.ServeHTTP(httptest.NewRecorder(), req)
}

// A virtual request for a real handler does.
func virtual(w http.ResponseWriter, r *http.Request) {
	req, _ := http.NewRequest("GET", "/part", nil) // want `when "r.Context\(\)" is cancelled`
	http.DefaultServeMux.ServeHTTP(w, req)
}
