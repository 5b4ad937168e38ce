package main

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sources := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/alerts" {
				panic(http.ErrAbortHandler)
			}
			select {
			case <-r.Context().Done():
			case <-time.After(time.Minute):
			}
		})
		s := &server{&sources.Client, "http://sources/alerts", [3]string{"http://sources/1", "http://sources/2", "http://sources/3"}}
		dashboard := measure.Handle(t, s.dashboard)
		start := time.Now()
		resp, err := dashboard.Get("http://dashboard/")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusBadGateway {
			t.Error(resp.Status)
		}
		measure.Report(t, "One of four calls fails at once, the others take a minute",
			fmt.Sprint("the client is told of the failure after ", time.Since(start)))
	})
}
