package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// starter starts the goroutines that may leak.
const starter = "github.com/concurrencylint/concurrencylint/proof/leakedgoroutine.(*server).shrinkAll"

func TestEffect(t *testing.T) {
	before := measure.Leaked(starter)
	const requests = 100
	s := &server{shrink: func(string) error { return nil }}
	thumbs := httptest.NewServer(s.routes())
	for range requests {
		resp, err := thumbs.Client().Post(thumbs.URL+"/thumbnails", "application/json", strings.NewReader(`["a.png", "b.png"]`))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNoContent {
			t.Fatal(resp.Status)
		}
	}
	thumbs.Close()
	left := measure.Leaked(starter) - before
	measure.Report(t, fmt.Sprint(requests, " requests are answered, each by four workers"),
		fmt.Sprint(left, " goroutines are left"))
}
