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
}

func (s *server) signUp(w http.ResponseWriter, r *http.Request) {
	address := r.FormValue("address")
	go s.mail(context.WithoutCancel(r.Context()), address)
	w.WriteHeader(http.StatusAccepted)
}

func (s *server) mail(ctx context.Context, address string) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.mailer+"?to="+url.QueryEscape(address), nil)
	if err != nil {
		log.Print(err)
		return
	}
	resp, err := s.client.Do(req)
	if err != nil {
		log.Print(err)
		return
	}
	resp.Body.Close()
}

func newServer(client *http.Client, mailer string) *server {
	return &server{client: client, mailer: mailer}
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /signup", s.signUp)
	return mux
}

func main() {
	s := newServer(http.DefaultClient, "http://localhost:9000")
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
