// Package api is the shop's HTTP interface.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/limit"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/orders"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/quote"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/rates"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// A Catalog knows products and orders.
type Catalog interface {
	Products() ([]store.Product, error)
	Product(ctx context.Context, sku string) (store.Product, error)
	Order(ctx context.Context, id int64) (store.Order, error)
}

// A Server answers the requests.
type Server struct {
	catalog Catalog
	orders  *orders.Service
	table   *rates.Table // recent rates
	live    quote.Source // rates of this moment
	hits    map[string]int
}

// New returns a server.
func New(c Catalog, o *orders.Service, t *rates.Table, live quote.Source) *Server {
	return &Server{catalog: c, orders: o, table: t, live: live, hits: map[string]int{}}
}

// Handler returns the routes of the server.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h http.HandlerFunc) {
		mux.Handle(pattern, s.counted(pattern, h))
	}
	handle("GET /products", s.products)
	handle("GET /products/{sku}", s.product)
	handle("POST /quotes", s.quote)
	handle("POST /orders", s.placeOrder)
	handle("GET /orders/{id}", s.order)
	mux.HandleFunc("GET /stats", s.stats)
	return limit.New(10, 50).Handler(mux)
}

// counted counts the requests that h gets.
func (s *Server) counted(pattern string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.hits[pattern]++
		h.ServeHTTP(w, r)
	})
}

// stats tells how many requests each route got.
func (s *Server) stats(w http.ResponseWriter, r *http.Request) {
	reply(w, http.StatusOK, s.hits)
}

func reply(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Printf("reply: %v", err)
	}
}

// fail answers with the status that fits err.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, rates.ErrUnknown):
		http.Error(w, err.Error(), http.StatusNotFound)
	case errors.Is(err, errBadRequest):
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		log.Printf("%s %s: %v", r.Method, r.URL.Path, err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}
