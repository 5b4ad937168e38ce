// Package onpath sleeps while requests wait. // want package:"[0-9]+ findings if on a request path"
package onpath

import (
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
)

func handle(w http.ResponseWriter, r *http.Request) {
	time.Sleep(time.Second)           // want `time.Sleep makes the request of handler "handle" wait, and goes on sleeping when its client has left; wait in a select for a timer and r.Context\(\).Done\(\)`
	time.Sleep(9 * time.Millisecond)  // below 10 ms
	time.Sleep(10 * time.Millisecond) // want `makes the request of handler "handle" wait`
	settle()
	retry(3, func() error { return nil })
	for range 3 {
		w.Write(nil)
		time.Sleep(time.Second) // want `makes the request of handler "handle" wait`
	}
}

func settle() {
	time.Sleep(time.Second) // want `makes the request of handler "handle" via "settle" wait, .*; wait in a select for a timer and the Done channel of the request's context, handed down the way`
}

func retry(attempts int, f func() error) (err error) {
	for i := 0; i < attempts; i++ {
		if i > 0 {
			time.Sleep(time.Duration(i)) // want `makes the request of handler "handle" via "retry" wait`
		}
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// A goroutine that nobody waits for is off the path.
func detached(w http.ResponseWriter, r *http.Request) {
	go func() {
		time.Sleep(time.Minute)
	}()
}

// The condition of a retry is asked while the request is sent.
func retried(w http.ResponseWriter, r *http.Request) {
	req := resty.New().R().SetContext(r.Context())
	req.AddRetryCondition(func(resp *resty.Response, err error) bool {
		time.Sleep(time.Second) // want `makes the request of handler "retried" via "function literal in retried" wait`
		return err != nil
	})
	req.Get("http://upstream")
}
