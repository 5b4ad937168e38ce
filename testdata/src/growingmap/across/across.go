// Package across uses locks of another package.
package across

import (
	"net/http"

	"fixtures/growingmap/across/locks"
)

var byPath locks.Locks

func handle(w http.ResponseWriter, r *http.Request) {
	byPath.Of(r.URL.Path).Lock() // want `"Locks.m" only ever grows: handler "handle" via "Locks.Of" adds a mutex .* \(at locks.go:20\)`
}
