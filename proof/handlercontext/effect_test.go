package main

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const clients = 100
	synctest.Test(t, func(t *testing.T) {
		var wasted atomic.Int64
		reporter := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			select {
			case <-r.Context().Done():
			case <-time.After(time.Minute):
			}
			wasted.Add(int64(time.Since(start) - time.Second))
		})
		s := &server{&reporter.Client, "http://reporter"}
		reports := measure.Serve(t, &http.Server{Handler: s.routes()})
		measure.Abandon(t, &reports.Client, http.MethodGet, "http://reports/reports/11", clients, time.Second)
		time.Sleep(time.Hour)
		measure.Report(t, fmt.Sprint(clients, " clients ask for a report that takes another server a minute, and leave after a second"),
			fmt.Sprint("the other server works for nobody for ", time.Duration(wasted.Load())))
	})
}
