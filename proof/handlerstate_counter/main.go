// Command orders counts how often a page of a shop has led to an order.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"time"
)

type server struct{ orders int64 }

// record counts the orders among the pages that a browser has shown.
func (s *server) record(w http.ResponseWriter, r *http.Request) {
	var pages []string
	if err := json.NewDecoder(r.Body).Decode(&pages); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, page := range pages {
		if page == "/order" {
			s.orders++
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) count(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.orders)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pages", s.record)
	mux.HandleFunc("GET /orders", s.count)
	return mux
}

func main() {
	srv := &http.Server{Addr: "localhost:8080", Handler: new(server).routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
