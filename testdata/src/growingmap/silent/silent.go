// Package silent has maps that do not grow for ever, or not by what clients say. // want package:"[0-9]+ findings if on a request path"
package silent

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

type app struct {
	mu       sync.Mutex
	deleted  map[string]*rate.Limiter
	capped   map[string]*rate.Limiter
	swapped  map[string]*rate.Limiter
	handed   map[string]*rate.Limiter
	fixed    map[string]*rate.Limiter
	config   map[string]*rate.Limiter
	numbers  map[int]*rate.Limiter
	pages    map[string][]byte
	cleared  sync.Map
	sources  map[string]*rate.Limiter
	backends []string
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	lim := rate.NewLimiter(1, 1)
	a.deleted[r.RemoteAddr] = lim // sweep deletes
	if len(a.capped) < 1000 {
		a.capped[r.RemoteAddr] = lim // never more than 1000
	}
	a.swapped[r.RemoteAddr] = lim          // rotate starts afresh
	a.handed[r.RemoteAddr] = lim           // prune may delete
	a.fixed["all"] = lim                   // one key
	a.cleared.Store(r.RemoteAddr, lim)     // sweep clears
	a.pages[r.URL.Path] = []byte("cached") // neither limiter nor lock nor session: a cache
	for _, b := range a.backends {
		a.config[b] = lim // the keys are configured
	}
	if n, err := strconv.Atoi(r.FormValue("id")); err == nil {
		a.numbers[n] = lim // mostly ids of what there is
	}
	byRequest := map[string]*sync.Mutex{}
	byRequest[r.URL.Path] = new(sync.Mutex) // gone with the request
}

func (a *app) sweep() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for k := range a.deleted {
		delete(a.deleted, k)
	}
	a.cleared.Clear()
}

func (a *app) rotate() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.swapped = map[string]*rate.Limiter{}
	prune(a.handed)
}

func prune(m map[string]*rate.Limiter) {
	for k := range m {
		delete(m, k)
	}
}

// A room goes, and its locks with it.
type room struct{ locks map[string]*sync.Mutex }

type hotel struct{ rooms map[string]*room }

func (h *hotel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.rooms[r.URL.Path] == nil {
		h.rooms[r.URL.Path] = &room{locks: map[string]*sync.Mutex{}}
	}
	room := h.rooms[r.URL.Path]
	room.locks[r.FormValue("bed")] = new(sync.Mutex)
}

func (h *hotel) close(path string) { delete(h.rooms, path) }

// The constants that handlers hand down are all keys there are.
type upstream struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

func (u *upstream) wait(endpoint string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.limiters[endpoint] = rate.NewLimiter(1, 1)
}

func (u *upstream) list(w http.ResponseWriter, r *http.Request) { u.wait("/list") }

func (u *upstream) get(w http.ResponseWriter, r *http.Request) { u.wait("/get") }

// What no request gets to is filled by the program itself.
var started = map[string]*sync.Mutex{}

func register(name string) { started[name] = new(sync.Mutex) }

func init() { register(time.Now().String()) }

// A limiter for each of the few sources: what is fetched is the client's, not the key.
func (a *app) fetch(w http.ResponseWriter, r *http.Request) {
	fetchFrom(a.limited, r.URL.Path)
	a.limited("mirror", func() string { return r.URL.Path })
}

type limited func(source string, fetch func() string) string

func fetchFrom(run limited, path string) {
	run("origin", func() string { return path })
}

func (a *app) limited(source string, fetch func() string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sources[source] == nil {
		a.sources[source] = rate.NewLimiter(1, 1)
	}
	return fetch()
}
