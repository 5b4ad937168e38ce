// Package lockhelp has functions that lock for others.
package lockhelp

import (
	"net/http"
	"sync"
)

type store struct {
	mu sync.Mutex
	m  map[string]int
	n  int
}

func (s *store) lock() func() {
	s.mu.Lock()
	return s.mu.Unlock
}

func (s *store) withLock(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *store) update(f func(m map[string]int) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(s.m)
}

func retry(f func() error) {
	for f() != nil {
	}
}

func apply(f func()) { f() }

func (s *store) serve(w http.ResponseWriter, r *http.Request) {
	s.withLock(func() {
		s.m["x"]++ // the helper holds the lock: silent
	})
	_ = s.update(func(m map[string]int) error {
		m["y"]++ // silent
		return nil
	})
	retry(func() error {
		s.m["z"]++ // want `field "store.m" is a map that concurrent requests write`
		return nil
	})
	s.withLock(s.bump)
	apply(s.bump2)
	apply(func() { s.withLock(func() { s.n = 3 }) }) // silent
}

func (s *store) bump() { s.n++ } // only run under the lock: silent

func (s *store) bump2() {
	s.n++ // want `field "store.n" is shared by concurrent requests and written without a lock, in handler "store.serve" via "store.bump2"`
}

func (s *store) deferred(w http.ResponseWriter, r *http.Request) {
	defer s.lock()()
	s.m["x"]++ // silent
}

func (s *store) kept(w http.ResponseWriter, r *http.Request) {
	unlock := s.lock()
	s.m["x"]++ // silent
	unlock()
}

// released by a helper.
func (s *store) done() { s.mu.Unlock() }

func (s *store) late(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.m["x"]++ // silent
	s.done()
	s.m["y"]++ // want `field "store.m" is a map`
}

// guard is a lock type of its own.
type guard struct{ mu sync.Mutex }

func (g *guard) Enter() { g.mu.Lock() }
func (g *guard) Leave() { g.mu.Unlock() }

type guarded struct {
	g guard
	m map[string]int
}

func (x *guarded) serve(w http.ResponseWriter, r *http.Request) {
	x.g.Enter()
	defer x.g.Leave()
	x.m["x"]++ // silent
}

// locked runs a handler under a lock: the literal it is handed is silent.
func locked(mu *sync.Mutex, next func(http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		next(w, r)
	}
}

// A lock for each of the things, kept in a map.
type keyed struct {
	locks sync.Map
	mu    map[string]*sync.Mutex
	n     int
}

func (k *keyed) lock(key string) func() {
	mu, _ := k.locks.LoadOrStore(key, new(sync.Mutex))
	lock := mu.(*sync.Mutex)
	lock.Lock()
	return lock.Unlock
}

func (k *keyed) serve(w http.ResponseWriter, r *http.Request) {
	defer k.lock(r.URL.Path)()
	k.n++ // silent
}

func (k *keyed) plain(w http.ResponseWriter, r *http.Request) {
	k.locked(r)
	k.n = 2 // want `field "keyed.n" is shared`
}

// locked has let go of the lock when it returns.
func (k *keyed) locked(r *http.Request) {
	unlock := k.lock(r.URL.Path)
	k.n++ // silent
	unlock()
}
