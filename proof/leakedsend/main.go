// Command prices asks a warehouse for the prices of a shop.
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"time"
)

type server struct {
	warehouse string
	patience  time.Duration
}

func (s *server) price(w http.ResponseWriter, r *http.Request) {
	ch := make(chan []byte)
	go func() {
		price, err := s.ask(r.Context(), r.PathValue("sku"))
		if err != nil {
			log.Print(err)
		}
		ch <- price
	}()
	select {
	case price := <-ch:
		w.Write(price)
	case <-time.After(s.patience):
		http.Error(w, "the warehouse is slow", http.StatusGatewayTimeout)
	}
}

func (s *server) ask(ctx context.Context, sku string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.warehouse+"/"+sku, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /prices/{sku}", s.price)
	return mux
}

func main() {
	s := &server{"http://localhost:9000", time.Second}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
