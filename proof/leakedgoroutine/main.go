// Command thumbs makes thumbnails of pictures, four at a time.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"sync"
	"time"
)

type server struct{ shrink func(picture string) error }

func (s *server) thumbnails(w http.ResponseWriter, r *http.Request) {
	var pictures []string
	if err := json.NewDecoder(r.Body).Decode(&pictures); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.shrinkAll(pictures)
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) shrinkAll(pictures []string) {
	work := make(chan string)
	go func() {
		for _, p := range pictures {
			work <- p
		}
	}()
	var wg sync.WaitGroup
	wg.Add(len(pictures))
	for range 4 {
		go func() {
			for p := range work {
				if err := s.shrink(p); err != nil {
					log.Print(err)
				}
				wg.Done()
			}
		}()
	}
	wg.Wait()
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /thumbnails", s.thumbnails)
	return mux
}

func main() {
	s := &server{func(picture string) error { log.Print("shrink ", picture); return nil }}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
