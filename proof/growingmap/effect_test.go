package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const requests = 100_000
	search := newServer().routes()
	before := heap()
	for i := range requests {
		r := httptest.NewRequest(http.MethodGet, "/search", nil)
		r.Header.Set("X-API-Key", fmt.Sprint("made up ", i))
		w := httptest.NewRecorder()
		search.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatal(w.Code)
		}
	}
	grown := "less than 1 MB"
	if mb := (heap() - before) >> 20; mb >= 1 {
		grown = fmt.Sprintf("more than %d MB", mb/10*10)
	}
	runtime.KeepAlive(search)
	measure.Report(t, fmt.Sprintf("A client makes up a key for each of %d requests", requests), "the heap grows by "+grown)
}

// heap returns how many bytes of the heap are in use.
func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
