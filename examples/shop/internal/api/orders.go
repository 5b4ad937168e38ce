package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

var errBadRequest = errors.New("bad request")

// placeOrder takes an order.
func (s *Server) placeOrder(w http.ResponseWriter, r *http.Request) {
	var in struct {
		SKU      string `json:"sku"`
		Quantity int64  `json:"quantity"`
	}
	err := decode(w, r, &in)
	if err == nil && (in.Quantity < 1 || in.Quantity > 100) {
		err = fmt.Errorf("%w: quantity must be between 1 and 100", errBadRequest)
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	o, err := s.orders.Place(in.SKU, in.Quantity)
	if err != nil {
		fail(w, r, err)
		return
	}
	reply(w, http.StatusCreated, o)
}

// order tells about one order.
func (s *Server) order(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		fail(w, r, fmt.Errorf("%w: %w", errBadRequest, err))
		return
	}
	o, err := s.catalog.Order(r.Context(), id)
	if err != nil {
		fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, o)
}

// decode reads the body of a request.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(v); err != nil {
		return fmt.Errorf("%w: %w", errBadRequest, err)
	}
	return nil
}
