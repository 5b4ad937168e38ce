// Package fixes has counters that handlers share.
package fixes

import (
	"fmt"
	"net/http"
	"sync"
)

// api counts in fields that stand for themselves.
type api struct {
	name  string
	hits  int // requests so far
	bytes int64
}

func newAPI(name string) *api { return &api{name: name} }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.hits++ // want `field "api.hits" .* hold a mutex around every access`
	fmt.Fprint(w, a.name)
}

func (a *api) upload(w http.ResponseWriter, r *http.Request) {
	n := r.ContentLength
	a.bytes += n // want `field "api.bytes"`
}

func (a *api) stats(w http.ResponseWriter, r *http.Request) {
	if a.hits == 0 {
		return
	}
	fmt.Fprintf(w, "%d hits, %d bytes a hit", a.hits, a.bytes/int64(max(a.hits, 1)))
}

func routes(mux *http.ServeMux) {
	a := newAPI("shop")
	mux.Handle("/", a)
	mux.HandleFunc("/upload", a.upload)
	mux.HandleFunc("/stats", a.stats)
}

var open int32

// No fix: they share their declaration.
var failures, retries uint32

func failing(w http.ResponseWriter, r *http.Request) {
	failures++ // want `package variable "failures"`
}

func opening(w http.ResponseWriter, r *http.Request) {
	open++                    // want `package variable "open"`
	defer func() { open-- }() // want `package variable "open"`
	fmt.Fprint(w, r.URL.Path)
}

func opened(w http.ResponseWriter, r *http.Request) {
	if open > 100 {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	fmt.Fprint(w, retries)
}

// No fix: which number each gets would still be left to chance.
type ids struct{ next int64 }

func (i *ids) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.next++ // want `field "ids.next"`
	fmt.Fprint(w, i.next)
}

// No fix: there is a mutex, which guards what is beside the counter.
type guarded struct {
	mu    sync.Mutex
	last  string
	count int
}

func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.last = r.URL.Path
	g.mu.Unlock()
	g.count++ // want `field "guarded.count" .*; hold "mu", as other writes do, around every access`
}

// No fix: who reads it holds a mutex.
type read struct {
	mu sync.Mutex
	n  int
}

func (c *read) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.n++ // want `field "read.n"`
}

func (c *read) value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// No fix: the counter starts anew.
type resetting struct{ n int }

func (c *resetting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodDelete {
		c.reset()
	}
	c.n++ // want `field "resetting.n"`
}

func (c *resetting) reset() {
	c.n = 0 // want `field "resetting.n"`
}

// No fix: values of the type are copied.
type copied struct{ n int }

func (c *copied) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.n++ // want `field "copied.n"`
}

func (c *copied) snapshot() copied { return *c }

// No fix: the other field is written as well.
type pair struct {
	n    int
	last string
}

func (p *pair) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.n++ // want `field "pair.n"`
	p.last = r.URL.Path
}

func gathered() int { return scattered }
