package api

import (
	"net/http"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/quote"
)

// products lists all products.
func (s *Server) products(w http.ResponseWriter, r *http.Request) {
	all, err := s.catalog.Products()
	if err != nil {
		fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, all)
}

// product tells about one product, with its price in ?currency=.
func (s *Server) product(w http.ResponseWriter, r *http.Request) {
	p, err := s.catalog.Product(r.Context(), r.PathValue("sku"))
	if err != nil {
		fail(w, r, err)
		return
	}
	if currency := r.FormValue("currency"); currency != "" {
		rate, err := s.table.Rate(currency)
		if err != nil {
			fail(w, r, err)
			return
		}
		p.Cents = quote.Convert(p.Cents, rate)
	}
	reply(w, http.StatusOK, p)
}

// quote prices a product in the currencies that the client names.
func (s *Server) quote(w http.ResponseWriter, r *http.Request) {
	var in struct {
		SKU        string   `json:"sku"`
		Currencies []string `json:"currencies"`
	}
	if err := decode(w, r, &in); err != nil {
		fail(w, r, err)
		return
	}
	p, err := s.catalog.Product(r.Context(), in.SKU)
	if err != nil {
		fail(w, r, err)
		return
	}
	prices, err := quote.All(r.Context(), s.live, p.Cents, in.Currencies)
	if err != nil {
		fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, prices)
}
