// Package mux has handlers behind routers, registered as literals and methods.
package mux

import (
	"net/http"
	"sync"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
)

type server struct {
	mu    sync.Mutex
	names []string
	index map[string]int
	http.Handler
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	s.names = append(s.names, r.URL.Path) // want `field "server.names" is shared by concurrent requests and written without a lock, in handler "server.list"`
}

func (s *server) add(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names = append(s.names, r.URL.Path) // under the lock: silent
	s.index[r.URL.Path] = len(s.names)
}

// routes runs before the server serves: its writes are silent.
func (s *server) routes() http.Handler {
	s.index = map[string]int{}
	s.index["x"] = 1
	m := http.NewServeMux()
	m.HandleFunc("/", s.list)
	m.HandleFunc("POST /", s.add)
	var n int
	m.HandleFunc("/n", func(w http.ResponseWriter, r *http.Request) {
		n++ // want `captured variable "n" is shared`
	})
	return m
}

func gorilla() http.Handler {
	r := mux.NewRouter()
	last := map[string]string{}
	r.HandleFunc("/{id}", func(w http.ResponseWriter, r *http.Request) {
		v := mux.Vars(r)
		v["x"] = "the request's own"
		last["id"] = v["id"] // want `captured variable "last" is a map`
	})
	r.Use(func(next http.Handler) http.Handler {
		depth := 0
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			depth++ // want `captured variable "depth" is shared`
			next.ServeHTTP(w, r)
		})
	})
	return r
}

func chiRoutes() http.Handler {
	r := chi.NewRouter()
	count := 0
	r.Get("/{id}", func(w http.ResponseWriter, r *http.Request) {
		count += 1 // want `captured variable "count" is shared`
	})
	r.Route("/sub", func(r chi.Router) {
		inner := 0
		inner++ // set-up: silent
		r.Get("/", func(w http.ResponseWriter, r *http.Request) {
			inner++ // want `captured variable "inner" is shared`
		})
	})
	return r
}

// recorder is made for each request by the middleware below: silent.
type recorder struct {
	http.ResponseWriter
	status int
	sizes  map[string]int
}

func (r *recorder) WriteHeader(code int) {
	r.status = code
	r.sizes["x"] = code
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) note(n int) { r.status = n }

func logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, sizes: map[string]int{}}
		next.ServeHTTP(rec, r)
		rec.note(3)
		rec.status++
	})
}

// failing is a handler that returns an error, as wrappers like it.
func (s *server) failing(w http.ResponseWriter, r *http.Request) error {
	s.index["f"]++ // want `field "server.index" is a map`
	return nil
}
