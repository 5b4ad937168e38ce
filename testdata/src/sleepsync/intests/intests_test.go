package intests

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestStart(t *testing.T) {
	var c Counter
	go c.Add()
	time.Sleep(10 * time.Millisecond) // want `does not wait for the goroutine started at line 12`
	if c.Get() != 1 {
		t.Fatal("not counted")
	}
}

func TestPoll(t *testing.T) {
	var c Counter
	go c.Add()
	for i := 0; c.Get() == 0; i++ {
		if i > 100 {
			t.Fatal("not counted")
		}
		time.Sleep(time.Millisecond) // want `between looks at "c.Get\(\)"`
	}
}

func TestFields(t *testing.T) {
	for _, test := range []struct{ wait time.Duration }{{1}, {2}} {
		t.Run("", func(t *testing.T) {
			var c Counter
			go c.Add()
			time.Sleep(test.wait) // want `does not wait for the goroutine started`
		})
	}
}

// A retry loop in a test, although t.Context is at hand.
func TestRetry(t *testing.T) {
	for {
		req, _ := http.NewRequestWithContext(t.Context(), "GET", "http://localhost", nil)
		if _, err := http.DefaultClient.Do(req); err == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// A slow handler in a test.
func slow(w http.ResponseWriter, r *http.Request) { time.Sleep(time.Second) }

// Time is not real in a bubble.
func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c Counter
		go c.Add()
		time.Sleep(time.Second)
		inBubble(&c)
	})
	synctest.Test(t, bubble)
}

func bubble(t *testing.T) {
	var c Counter
	go c.Add()
	time.Sleep(time.Second)
}

func inBubble(c *Counter) {
	go c.Add()
	time.Sleep(time.Second)
}
