// Package admin is the HTTP interface for those who run the shop.
package admin

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"path/filepath"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/feed"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/rates"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/report"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// A Server answers the requests.
type Server struct {
	store   *store.Store
	table   *rates.Table
	live    report.Source
	feed    *feed.Feed
	backups string // directory
}

// New returns a server that puts backups into a directory.
func New(st *store.Store, t *rates.Table, live report.Source, f *feed.Feed, backups string) *Server {
	return &Server{st, t, live, f, backups}
}

// Handler returns the routes of the server.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /report", s.report)
	mux.HandleFunc("GET /orders", s.orders)
	mux.HandleFunc("POST /rates", s.reloadRates)
	mux.HandleFunc("POST /backup", s.backup)
	return mux
}

// report tells what was sold.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	rep, err := report.Make(r.Context(), s.store, s.live)
	if err != nil {
		fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(rep); err != nil {
		log.Printf("report: %v", err)
	}
}

// reloadRates makes the shop use the rates of this moment.
func (s *Server) reloadRates(w http.ResponseWriter, _ *http.Request) {
	s.table.Reload()
	w.WriteHeader(http.StatusNoContent)
}

// backup copies the database.
func (s *Server) backup(w http.ResponseWriter, r *http.Request) {
	name := filepath.Join(s.backups, time.Now().UTC().Format("shop-20060102-150405.000.db"))
	if err := s.store.Backup(r.Context(), name); err != nil {
		fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// orders sends the latest orders, and each that is taken from now on, to a
// WebSocket. One that is taken meanwhile may come twice.
func (s *Server) orders(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	orders, unfollow := s.feed.Follow()
	defer unfollow()
	latest, err := s.store.Orders(r.Context(), 20)
	if err != nil {
		log.Printf("orders: %v", err)
		return
	}
	if err := stream(r.Context(), conn, latest, orders); err != nil {
		log.Printf("orders: %v", err)
	}
}

// stream sends orders until there are no more or the client leaves, and closes conn.
func stream(ctx context.Context, conn *websocket.Conn, latest []store.Order, orders <-chan store.Order) error {
	defer conn.CloseNow()
	ctx = conn.CloseRead(ctx)
	for _, o := range latest {
		if err := wsjson.Write(ctx, conn, o); err != nil {
			return err
		}
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case o, ok := <-orders:
			if !ok {
				return conn.Close(websocket.StatusGoingAway, "the shop stops")
			}
			if err := wsjson.Write(ctx, conn, o); err != nil {
				return err
			}
		}
	}
}

func fail(w http.ResponseWriter, r *http.Request, err error) {
	log.Printf("%s %s: %v", r.Method, r.URL.Path, err)
	http.Error(w, "internal error", http.StatusInternalServerError)
}
