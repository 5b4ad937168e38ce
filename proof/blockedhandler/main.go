// Command flags reads its feature flags again when it is asked to.
package main

import (
	"log"
	"net/http"
	"os"
	"time"
)

type server struct {
	reloads chan chan error
	read    func() error
}

// reloading reads the flags, once at a time, until the server ends.
func (s *server) reloading() {
	for reply := range s.reloads {
		reply <- s.read()
	}
}

func (s *server) reload(w http.ResponseWriter, r *http.Request) {
	reply := make(chan error, 1)
	s.reloads <- reply
	if err := <-reply; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /reload", s.reload)
	return mux
}

func main() {
	s := &server{make(chan chan error), func() error {
		_, err := os.ReadFile("flags.json")
		return err
	}}
	go s.reloading()
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
