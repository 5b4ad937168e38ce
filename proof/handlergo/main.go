// Command signup has a mail sent to everybody who signs up.
package main

import (
	"context"
	"log"
	"net/http"
	"net/url"
	"time"
)

type server struct {
	client *http.Client
	mailer string
	slots  chan struct{}
}

func (s *server) signUp(w http.ResponseWriter, r *http.Request) {
	address := r.FormValue("address")
	select {
	case s.slots <- struct{}{}:
	default:
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	go func() {
		defer func() { <-s.slots }()
		if err := s.mail(r.Context(), address); err != nil {
			log.Print(err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}

func (s *server) mail(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.mailer+"?to="+url.QueryEscape(address), nil)
	if err != nil {
		return err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /signup", s.signUp)
	return mux
}

func main() {
	s := &server{http.DefaultClient, "http://localhost:9000", make(chan struct{}, 100)}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
