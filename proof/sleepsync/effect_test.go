package main

import (
	"fmt"
	"io"
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
		builder := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "running") })
		s := &server{&builder.Client, "http://builder"}
		var wasted atomic.Int64
		builds := measure.Handle(t, func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			s.routes().ServeHTTP(w, r)
			wasted.Add(int64(time.Since(start) - time.Second))
		})
		measure.Abandon(t, &builds.Client, http.MethodGet, "http://builds/builds/7", clients, time.Second)
		time.Sleep(time.Hour)
		measure.Report(t, fmt.Sprint(clients, " clients wait for a build and leave after a second"),
			fmt.Sprint("the handlers sleep for nobody for ", time.Duration(wasted.Load())))
	})
}
