package main

import (
	"net/http"
	"sync"
)

// A registry is filled by main, and could be filled at the first use.
type registry struct {
	mu      sync.Mutex
	names   map[string]string
	aliases map[string]string
	filled  bool
}

var reg registry

func main() {
	reg.fill()
	reg.alias("a", "b")
	http.HandleFunc("/name", name)
	http.HandleFunc("/alias", alias)
	http.HandleFunc("/lazy", lazy)
	http.ListenAndServe(":80", nil)
}

// fill writes without a lock, before the server serves.
func (r *registry) fill() {
	r.filled = true
	r.names = map[string]string{"a": "b"}
}

// alias locks, but only main calls it: those who read need not.
func (r *registry) alias(from, to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.aliases == nil {
		r.aliases = map[string]string{}
	}
	r.aliases[from] = to
}

// name is for programs that forget to fill the registry: main does not.
func name(w http.ResponseWriter, r *http.Request) {
	if !reg.filled {
		reg.fill()
	}
	w.Write([]byte(reg.names["a"]))
}

func alias(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(reg.aliases["a"]))
}

var late registry

// lazy is the only one to fill this one.
func lazy(w http.ResponseWriter, r *http.Request) {
	if !late.filled {
		late.fillLate()
	}
	w.Write([]byte(late.names["a"]))
}

func (r *registry) fillLate() {
	r.filled = true // want `field "registry.filled" is shared by concurrent requests`
	r.names = map[string]string{"a": "b"}
}
