// Package across starts goroutines with the functions of another package.
package across

import (
	"net/http"

	"fixtures/handlergo/across/store"
)

func handler(s *store.Store) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go s.Touch(r.URL.Path)
		go s.Index(r.Context(), "x") // want `uses "r.Context\(\)"`
		store.Go(func() {            // want `every request of handler "function literal in handler"`
			s.Index(nil, "x")
		})
		store.Go(func() { // want `uses "r.Context\(\)"`
			s.Index(r.Context(), "x")
		})
		s.Save("x") // want `every request of handler "function literal in handler" via "Store.Save" .*\(at store.go:\d+\)`
	}
}
