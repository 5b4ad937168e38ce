package measure

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"
)

// Abandon has n clients send a request each, all at once, and leave when they have
// waited for the answer for a while.
func Abandon(t *testing.T, client *http.Client, method, url string, n int, wait time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	defer cancel()
	var clients sync.WaitGroup
	for range n {
		clients.Go(func() {
			req, err := http.NewRequestWithContext(ctx, method, url, nil)
			if err != nil {
				t.Error(err)
				return
			}
			if resp, err := client.Do(req); err == nil {
				resp.Body.Close()
				t.Errorf("%s was answered: %s", url, resp.Status)
			}
		})
	}
	clients.Wait()
}
