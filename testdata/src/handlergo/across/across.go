// Package across starts goroutines with the functions of another package.
package across

import (
	"context"
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
		go s.Index(store.AddValues(context.Background(), r.Context()), "x") // want `every request of handler`
		go func() {                                                         // want `every request of handler`
			ctx := store.AddValues(s.Root, r.Context())
			s.Index(ctx, "x")
		}()
		go s.Index(store.AddValues(r.Context(), r.Context()), "x") // want `uses "store.AddValues\(r.Context\(\), r.Context\(\)\)"`
		s.Save("x")                                                // want `every request of handler "function literal in handler" via "Store.Save" .*\(at store.go:\d+\)`
	}
}
