// Package across waits for what another package does.
package across

import (
	"net/http"

	"fixtures/blockedhandler/across/jobs"
)

func results(w http.ResponseWriter, r *http.Request) {
	<-jobs.Watched(r.Context(), "x")
	<-jobs.Results("x") // want `waits for a value from "jobs.Results\(\\"x\\"\)"`
}

func fetch(w http.ResponseWriter, r *http.Request) {
	done := make(chan error, 1)
	go func() { done <- jobs.Fetch("x") }()
	err := <-done // want `waits for a value from "done"`
	_ = err
}
