// Command reports shows the reports that another server makes.
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"time"
)

type server struct {
	client   *http.Client
	reporter string
}

func (s *server) report(w http.ResponseWriter, r *http.Request) {
	resp, err := s.fetch(context.Background(), r.PathValue("month"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	if _, err := io.Copy(w, resp.Body); err != nil {
		log.Print(err)
	}
}

func (s *server) fetch(ctx context.Context, month string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.reporter+"/"+month, nil)
	if err != nil {
		return nil, err
	}
	return s.client.Do(req)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /reports/{month}", s.report)
	return mux
}

func main() {
	s := &server{http.DefaultClient, "http://localhost:9000"}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
