// Package cross changes memory that another package keeps.
package cross

import (
	"net/http"

	"fixtures/handlerstate/cross/mem"
)

func shared(w http.ResponseWriter, r *http.Request) {
	mem.Default.Get("x").Name = "y"      // want `field "Item.Name" is shared by concurrent requests`
	mem.Default.Get("x").Tags["a"] = "b" // want `field "Item.Tags" is a map`
	mem.Default.All()["x"] = &mem.Item{} // want `what "All" returned is a map`
	mem.Default.Plain["x"]++             // want `field "Store.Plain" is a map`
	mem.Default.Put("x", new(mem.Item))  // want `field "Store.items" is a map that concurrent requests write without a lock, in handler "shared" via "Store.Put".* \(at mem.go:61\)`
}

func copies(w http.ResponseWriter, r *http.Request) {
	it := mem.Default.Copy("x")
	it.Name = "mine"  // a copy: silent
	it.Tags["a"] = "" // a copy too: silent
	mem.Default.Snapshot()["x"] = 1
	own := mem.New()
	own.Plain["x"] = 1
	own.Put("x", it) // made during the request: silent
}

func locked(w http.ResponseWriter, r *http.Request) {
	mem.Default.Mu.Lock()
	mem.Default.Plain["x"]++ // silent
	mem.Default.Mu.Unlock()

	mem.Default.Lock()
	mem.Default.Plain["x"]++ // a helper of the other package locked: silent
	mem.Default.Put("x", nil)
	mem.Default.Unlock()

	mem.Default.With(func(s *mem.Store) {
		s.Plain["x"]++ // silent
		s.Put("y", nil)
	})
}

// service keeps the other package's memory.
type service struct{ store *mem.Store }

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.store.Plain["x"]++ // want `field "Store.Plain" is a map`
	s.store.Lock()
	defer s.store.Unlock()
	s.store.Plain["y"]++ // silent
}
