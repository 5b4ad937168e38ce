// Command search lets each client ask once a second.
package main

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

type server struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

func newServer() *server { return &server{limiters: map[string]*rate.Limiter{}} }

func (s *server) limiter(client string) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.limiters[client]
	if !ok {
		l = rate.NewLimiter(1, 5)
		s.limiters[client] = l
	}
	return l
}

func (s *server) search(w http.ResponseWriter, r *http.Request) {
	if !s.limiter(r.Header.Get("X-API-Key")).Allow() {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return
	}
	fmt.Fprintln(w, "nothing found")
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /search", s.search)
	return mux
}

func main() {
	srv := &http.Server{Addr: "localhost:8080", Handler: newServer().routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
