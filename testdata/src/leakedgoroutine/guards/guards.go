// Package guards has handlers that start something that runs once. // want package:"[0-9]+ findings if on a request path"
package guards

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type cache struct{ m map[string]int }

func (c *cache) sweep() {
	for {
		time.Sleep(time.Minute)
		clear(c.m)
	}
}

// newCache is reached only where there is none yet.
func newCache() *cache {
	c := &cache{m: map[string]int{}}
	go c.sweep()
	return c
}

type server struct {
	once    sync.Once
	mu      sync.Mutex
	cache   *cache
	caches  map[string]*cache
	started bool
	running atomic.Bool
	all     sync.Map
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.once.Do(func() { go loop() })
	if s.cache == nil {
		s.cache = newCache()
	}
	c, ok := s.caches[r.URL.Path]
	if !ok {
		c = newCache()
		s.caches[r.URL.Path] = c
	}
	if _, ok := s.all.Load(r.URL.Path); !ok {
		go loop()
	}
	if s.running.CompareAndSwap(false, true) {
		go loop()
	}
	s.start()
	_ = s.getOr(r.URL.Path, func() *cache { return keptCache() })
}

// getOr makes what is not there yet.
func (s *server) getOr(key string, fresh func() *cache) *cache {
	c := s.caches[key]
	if c == nil {
		c = fresh()
		s.caches[key] = c
	}
	return c
}

func keptCache() *cache {
	c := &cache{}
	go c.sweep()
	return c
}

func (s *server) start() {
	if s.started {
		return
	}
	s.started = true
	go loop()
}

func loop() {
	for {
		time.Sleep(time.Minute)
	}
}

type fresh struct{ verbose bool }

// Each request has its own.
func (s *fresh) handle(w http.ResponseWriter, r *http.Request) {
	_ = newFresh()
	if s.verbose { // a setting is no guard
		go loop() // want `this goroutine never ends`
	}
	if r.URL.Path == "/x" {
		go loop() // want `this goroutine never ends`
	}
}

func newFresh() *cache {
	c := &cache{}
	go c.sweep() // want `handler "fresh.handle" via "newFresh"`
	return c
}
