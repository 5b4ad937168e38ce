// Package across answers with functions of another package. // want package:"[0-9]+ responders"
package across

import (
	"net/http"

	"fixtures/retryafter/across/reply"
)

func fails(w http.ResponseWriter, r *http.Request) {
	reply.Fail(w, http.StatusTooManyRequests) // want `429 without Retry-After`
}

// Another status needs no such header.
func notFound(w http.ResponseWriter, r *http.Request) { reply.Fail(w, http.StatusNotFound) }

// The other package sets the header.
func limits(w http.ResponseWriter, r *http.Request) {
	reply.Limit(w)
	reply.Fail(w, http.StatusTooManyRequests)
}
