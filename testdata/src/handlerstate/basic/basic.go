// Package basic has handlers of net/http that change shared memory.
package basic

import (
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
)

var (
	visits   = map[string]int{}
	total    int
	settings struct{ Title string }
	recent   []string
)

func count(w http.ResponseWriter, r *http.Request) {
	visits[r.URL.Path]++ // want `package variable "visits" is a map that concurrent requests write without a lock, in handler "count"`
	total++              // want `package variable "total" is shared by concurrent requests and written without a lock`
}

func configure(w http.ResponseWriter, r *http.Request) {
	settings.Title = r.FormValue("title") // want `package variable "settings" is shared`
	json.NewDecoder(r.Body).Decode(&settings)
	recent = append(recent, r.URL.Path) // want `package variable "recent" is shared`
}

func load(w http.ResponseWriter, r *http.Request) {
	json.NewDecoder(r.Body).Decode(&visits) // want `package variable "visits" is a map`
}

func forget(w http.ResponseWriter, r *http.Request) {
	delete(visits, r.URL.Path) // want `package variable "visits" is a map`
}

type api struct {
	hits    map[string]int
	last    string
	mu      sync.Mutex
	guarded map[string]int
	rw      sync.RWMutex
	table   map[string]string
	n       atomic.Int64
	seen    sync.Map
	inner   *inner
}

type inner struct{ names []string }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.hits[r.URL.Path]++  // want `field "api.hits" is a map`
	a.last = r.URL.Path   // want `field "api.last" is shared`
	a.inner.names[0] = "" // want `an element of field "inner.names" is shared`
	a.mu.Lock()
	a.guarded[r.URL.Path]++
	a.mu.Unlock()
	a.n.Add(1)
	a.seen.Store(r.URL.Path, true)
	a.note(r.URL.Path)
	a.noteLocked(r.URL.Path)
	a.viaHelper(r.URL.Path)
	a.viaDefer(r.URL.Path)
}

// note is reached without a lock.
func (a *api) note(path string) {
	a.hits[path] = 0 // want `field "api.hits" is a map that concurrent requests write without a lock, in handler "api.ServeHTTP" via "api.note"`
}

func (a *api) noteLocked(path string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.put(path)
}

// put is only called with the lock held: silent.
func (a *api) put(path string) { a.guarded[path] = 1 }

func (a *api) lock()   { a.mu.Lock() }
func (a *api) unlock() { a.mu.Unlock() }

// viaHelper holds the lock that a helper took: silent.
func (a *api) viaHelper(path string) {
	a.lock()
	defer a.unlock()
	a.guarded[path] = 2
}

// viaDefer unlocks in a deferred literal: silent.
func (a *api) viaDefer(path string) {
	a.mu.Lock()
	defer func() { a.mu.Unlock() }()
	a.guarded[path] = 2
}

func (a *api) set(w http.ResponseWriter, r *http.Request) {
	a.rw.Lock()
	a.table[r.URL.Path] = "x"
	a.rw.Unlock()
	a.table["late"] = "y" // want `field "api.table" is a map that concurrent requests write`
}

func (a *api) get(w http.ResponseWriter, r *http.Request) {
	a.rw.RLock()
	_ = a.table["x"]
	a.rw.RUnlock()
	_ = a.table["y"] // want `field "api.table" is a map that handler "api.get" reads without the lock under which others write it`
}

func (a *api) wrongMode(w http.ResponseWriter, r *http.Request) {
	a.rw.RLock()
	defer a.rw.RUnlock()
	a.table["r"] = "z" // want `field "api.table" is a map that concurrent requests write`
}

// early returns with the lock not held on one path.
func (a *api) early(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		a.mu.Lock()
		defer a.mu.Unlock()
	}
	a.guarded["x"] = 1 // want `field "api.guarded" is a map`
}

// value is a copy, but its map is not.
type value struct {
	n int
	m map[string]int
}

func (v value) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.n++        // a copy: silent
	v.m["x"] = 1 // want `field "value.m" is a map`
}
