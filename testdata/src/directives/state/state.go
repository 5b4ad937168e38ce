// Package state has mistakes that show only once the package is linked.
package state

import "net/http"

type server struct {
	hits, silent int
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits++   // want `field "server.hits" is shared`
	s.silent++ //lint:ignore handlerstate nobody reads it
}
