// Package api has handlers that know the store as an interface.
package api

import (
	"encoding/json"
	"net/http"
)

type catalog interface{ Products() ([]string, error) }

// New returns the handler of an application whose products are in c.
func New(c catalog) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := c.Products()
		if err != nil {
			http.Error(w, "no products", http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(all)
	})
}
