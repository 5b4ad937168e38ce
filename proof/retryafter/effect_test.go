package main

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// A client that tries again at once unless it is told when.
func TestEffect(t *testing.T) {
	const tries = 10
	synctest.Test(t, func(t *testing.T) {
		quotes := measure.Serve(t, &http.Server{Handler: newServer().routes()})
		get := func() *http.Response {
			resp, err := quotes.Get("http://quotes/quote")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			return resp
		}
		get() // takes what the limiter has
		end := "it is never answered"
		for try := range tries {
			resp := get()
			if resp.StatusCode == http.StatusOK {
				end = fmt.Sprint("it is answered at try ", try+1)
				break
			}
			if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
				time.Sleep(time.Duration(seconds) * time.Second)
			}
		}
		measure.Report(t, fmt.Sprint("A client has ", tries, " tries, and tries again at once if it is not told when"),
			end)
	})
}
