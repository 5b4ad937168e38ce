package silent

import (
	"net/http"
	"sync"
	"time"
)

// A desk counts what runs, and keeps it in a map.
type desk struct {
	mu      sync.Mutex
	running map[string]bool
	seen    map[string]bool
	active  int
	most    int
}

func (d *desk) slow(name string) {
	time.Sleep(time.Second)
	d.mu.Lock()
	delete(d.running, name)
	d.active--
	d.mu.Unlock()
}

func (d *desk) mapped(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.running) >= d.most {
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	name := r.URL.Path
	d.running[name] = true
	go d.slow(name)
}

func (d *desk) full() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.active >= d.most
}

func (d *desk) counted(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	if !d.full() {
		go d.slow(name)
	}
}

// Nothing is taken away: it is about what has been seen.
func (d *desk) noted(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path
	if len(d.seen) >= d.most {
		return
	}
	go d.slow(name) // want `every request of handler "desk.noted" starts this goroutine`
}

// The desk is the request's own.
func own(w http.ResponseWriter, r *http.Request) {
	d := &desk{most: 4, running: map[string]bool{}}
	if d.active >= d.most || d.full() {
		return
	}
	go d.slow(r.URL.Path) // want `every request of handler "own" starts this goroutine`
}
