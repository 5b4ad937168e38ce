// Command quotes answers one request a second.
package main

import (
	"fmt"
	"log"
	"net/http"
	"time"

	"golang.org/x/time/rate"
)

type server struct{ limiter *rate.Limiter }

func newServer() *server { return &server{rate.NewLimiter(rate.Every(time.Second), 1)} }

func (s *server) quote(w http.ResponseWriter, r *http.Request) {
	if !s.limiter.Allow() {
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return
	}
	fmt.Fprintln(w, "Errors are values.")
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /quote", s.quote)
	return mux
}

func main() {
	srv := &http.Server{Addr: "localhost:8080", Handler: newServer().routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
