// Command dashboard shows what other servers report.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

type server struct {
	client  *http.Client
	alerts  string
	sources [3]string
}

func (s *server) dashboard(w http.ResponseWriter, r *http.Request) {
	panels, err := s.load(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	json.NewEncoder(w).Encode(panels)
}

func (s *server) load(ctx context.Context) (panels [4]string, err error) {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.panel(gctx, s.alerts, &panels[0]) })
	for i, source := range s.sources {
		g.Go(func() error { return s.panel(ctx, source, &panels[i+1]) })
	}
	return panels, g.Wait()
}

func (s *server) panel(ctx context.Context, url string, panel *string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	*panel = string(text)
	return err
}

func main() {
	s := &server{http.DefaultClient, "http://localhost:9000/", [3]string{"http://localhost:9001/", "http://localhost:9002/", "http://localhost:9003/"}}
	http.HandleFunc("GET /", s.dashboard)
	srv := &http.Server{Addr: "localhost:8080", ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
