package streams

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// limit goes on when time is up, and so does the goroutine, with a context that is
// somebody else's by then.
func limit(d time.Duration) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), d)
		defer cancel()
		done := make(chan struct{})
		go func() { // want `uses "c", which gin gives to another request once handler "function literal in limit" has returned, as it may at line 25; `
			defer close(done)
			c.Next()
		}()
		select {
		case <-done:
		case <-ctx.Done():
			c.AbortWithStatus(http.StatusGatewayTimeout)
		}
	}
}

func writes(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `uses the ResponseWriter "w", which is invalid once handler "writes" has returned, as it may at line 41; `
		time.Sleep(time.Second)
		w.Write(nil)
	})
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-r.Context().Done():
		return
	}
}

// It waits in each case, or in the next round.
func patient(w http.ResponseWriter, r *http.Request) {
	done := make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		defer close(done)
		if _, err := w.Write(nil); err != nil {
			failed <- err
		}
	}()
	for {
		select {
		case <-time.After(time.Second):
			continue
		case <-done:
			return
		case <-failed:
			return
		case <-r.Context().Done():
			<-done
			return
		}
	}
}

// What it uses is its own.
func asks(w http.ResponseWriter, r *http.Request) {
	answer := make(chan string, 1)
	go func() { time.Sleep(time.Second); answer <- "x" }()
	select {
	case a := <-answer:
		w.Write([]byte(a))
	case <-r.Context().Done():
	}
}
