// Command builds tells its clients when a build is done.
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"time"
)

type server struct {
	client  *http.Client
	builder string
}

func (s *server) wait(w http.ResponseWriter, r *http.Request) {
	if err := s.done(r.Context(), r.PathValue("build")); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
	}
}

func (s *server) done(ctx context.Context, build string) error {
	for {
		state, err := s.state(ctx, build)
		if err != nil || state == "done" {
			return err
		}
		time.Sleep(30 * time.Second)
	}
}

func (s *server) state(ctx context.Context, build string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.builder+"/"+build, nil)
	if err != nil {
		return "", err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	state, err := io.ReadAll(resp.Body)
	return string(state), err
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /builds/{build}", s.wait)
	return mux
}

func main() {
	s := &server{http.DefaultClient, "http://localhost:9000"}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
