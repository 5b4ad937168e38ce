// Package jobs is called by handlers of another package.
package jobs

import (
	"context"
	"net/http"
)

// Fetch is slow.
func Fetch(url string) error { // want Fetch:"slow"
	_, err := http.Get(url)
	return err
}

// Results feeds its result slowly.
func Results(url string) <-chan error { // want Results:"slow"
	out := make(chan error, 1)
	go func() { out <- Fetch(url) }()
	return out
}

// Watched can be ended.
func Watched(ctx context.Context, url string) <-chan error {
	out := make(chan error, 1)
	go func() {
		req, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
		_, err := http.DefaultClient.Do(req)
		out <- err
	}()
	return out
}
