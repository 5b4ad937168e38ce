// Command tunnel joins its clients with another server.
package main

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

type server struct {
	dial func(ctx context.Context, network, addr string) (net.Conn, error)
	peer string
}

func (s *server) tunnel(w http.ResponseWriter, r *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	peer, err := s.dial(r.Context(), "tcp", s.peer)
	if err != nil {
		log.Print(err)
		return
	}
	join(conn, peer)
}

// join copies both ways until one side ends, and closes both.
func join(a, b net.Conn) {
	defer a.Close()
	go func() {
		defer b.Close()
		io.Copy(b, a)
	}()
	io.Copy(a, b)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /tunnel", s.tunnel)
	return mux
}

func main() {
	s := &server{new(net.Dialer).DialContext, "localhost:9000"}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
