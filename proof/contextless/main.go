// Command sales adds up what a shop has sold.
package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"time"

	_ "modernc.org/sqlite"
)

type server struct{ db *sql.DB }

func (s *server) total(ctx context.Context) (cents int, err error) {
	err = s.db.QueryRow("SELECT sum(cents) FROM orders").Scan(&cents)
	return cents, err
}

func (s *server) sales(w http.ResponseWriter, r *http.Request) {
	cents, err := s.total(r.Context())
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	fmt.Fprintf(w, "%d.%02d\n", cents/100, cents%100)
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sales", s.sales)
	return mux
}

func main() {
	db, err := sql.Open("sqlite", "shop.db")
	if err != nil {
		log.Fatal(err)
	}
	s := &server{db}
	srv := &http.Server{Addr: "localhost:8080", Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(srv.ListenAndServe())
}
