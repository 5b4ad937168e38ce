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
		s := &server{make(chan chan error), func() error {
			time.Sleep(time.Minute)
			return nil
		}}
		go s.reloading()
		var waiting atomic.Int64
		flags := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			waiting.Add(1)
			defer waiting.Add(-1)
			s.routes().ServeHTTP(w, r)
		})
		measure.Abandon(t, &flags.Client, http.MethodPost, "http://flags/reload", clients, time.Second)
		synctest.Wait()
		measure.Report(t, fmt.Sprint(clients, " clients ask for what takes a minute, and leave after a second"),
			fmt.Sprint(waiting.Load(), " handlers go on waiting"))
		time.Sleep(clients * time.Minute)
		close(s.reloads)
	})
}
