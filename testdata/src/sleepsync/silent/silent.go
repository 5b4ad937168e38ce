// Package silent sleeps for reasons that no request waits for. // want package:"[0-9]+ findings if on a request path"
package silent

import (
	"fmt"
	"net/http"
	"runtime"
	"time"
)

var interval = time.Minute

// Back-off against an outside system, no context at hand.
func wait(url string) error {
	for i := range 5 {
		if resp, err := http.Get(url); err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Duration(i) * time.Second)
	}
	return fmt.Errorf("%s is not there", url)
}

// Pacing.
func ticks() {
	for {
		fmt.Println("tick")
		time.Sleep(interval)
	}
}

// Simulated latency.
func slow() int {
	time.Sleep(200 * time.Millisecond)
	return 1
}

// A delayed start.
func main() {
	time.Sleep(interval)
	for time.Sleep(time.Second); ; {
		ticks()
		_ = slow()
		_ = wait("http://localhost")
	}
}

// Nothing can tell when goroutines of others have ended.
func settle(limit int) {
	for runtime.NumGoroutine() > limit {
		time.Sleep(time.Millisecond)
	}
}
