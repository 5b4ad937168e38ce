// Command stock tells how many of each article a warehouse has.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

type server struct {
	client    *http.Client
	warehouse string
}

func (s *server) stock(w http.ResponseWriter, r *http.Request) {
	var articles []string
	if err := json.NewDecoder(r.Body).Decode(&articles); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	counts := make([]int, len(articles))
	g, ctx := errgroup.WithContext(r.Context())
	for i, article := range articles {
		g.Go(func() (err error) {
			counts[i], err = s.count(ctx, article)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(counts)
}

func (s *server) count(ctx context.Context, article string) (n int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.warehouse+"/"+article, nil)
	if err != nil {
		return 0, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return n, json.NewDecoder(resp.Body).Decode(&n)
}

func main() {
	s := &server{http.DefaultClient, "http://localhost:9000"}
	http.HandleFunc("POST /stock", s.stock)
	srv := &http.Server{Addr: "localhost:8080", ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
