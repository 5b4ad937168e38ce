// Command hits counts how often the pages of a site are looked at.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"time"
)

type server struct{ hits map[string]int }

func newServer() *server { return &server{hits: map[string]int{}} }

// record counts the pages that a browser has shown.
func (s *server) record(w http.ResponseWriter, r *http.Request) {
	var pages []string
	if err := json.NewDecoder(r.Body).Decode(&pages); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, page := range pages {
		s.hits[page]++
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hits", s.record)
	return mux
}

func main() {
	srv := &http.Server{Addr: "localhost:8080", Handler: newServer().routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
