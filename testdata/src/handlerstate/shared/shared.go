// Package shared has memory that handlers reach in a roundabout way.
package shared

import (
	"net/http"
	"sync"
)

type driver interface{ List() }

type disk struct {
	cache map[string]string
	calls int
}

func (d *disk) List() {
	d.cache["x"] = "y" // want `field "disk.cache" is a map that concurrent requests write without a lock, in handler "list" via "disk.List"`
	d.calls++          // want `field "disk.calls" is shared`
}

var drivers sync.Map

func driverFor(name string) driver {
	d, _ := drivers.Load(name)
	return d.(driver)
}

func list(w http.ResponseWriter, r *http.Request) { driverFor(r.FormValue("d")).List() }

// factory makes a handler: what it captures is shared by all requests.
func factory() http.HandlerFunc {
	n := 0
	seen := map[string]bool{}
	var mu sync.Mutex
	ok := 0
	return func(w http.ResponseWriter, r *http.Request) {
		n++                     // want `captured variable "n" is shared`
		seen[r.URL.Path] = true // want `captured variable "seen" is a map`
		mu.Lock()
		ok++
		mu.Unlock()
	}
}

// outer makes its handler per request: silent.
func outer(w http.ResponseWriter, r *http.Request) {
	n := 0
	http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n++ }).ServeHTTP(w, r)
}

type cell[T any] struct{ m map[string]T }

func (c *cell[T]) put(k string, v T) {
	c.m[k] = v // want `field "cell.m" is a map`
}

var cells = &cell[int]{m: map[string]int{}}

func generic(w http.ResponseWriter, r *http.Request) { cells.put("x", 1) }

type user struct{ name string }

type store struct{ users []*user }

func (s *store) each(f func(*user)) {
	for _, u := range s.users {
		f(u)
	}
}

var users = &store{}

func rename(w http.ResponseWriter, r *http.Request) {
	users.each(func(u *user) {
		u.name = "x" // want `field "user.name" is shared`
	})
}

var hooks = map[string]func(){
	"a": func() { state = "x" }, // want `package variable "state" is shared`
}

var state string

func runHooks(w http.ResponseWriter, r *http.Request) {
	for _, h := range hooks {
		h()
	}
}

var table = map[string]int{}

// refresh runs in the background while lookup reads.
func refresh() {
	table["x"] = 1 // want `package variable "table" is a map that goroutines write without a lock`
}

func start() { go refresh() }

func lookup(w http.ResponseWriter, r *http.Request) { _ = table["x"] }
