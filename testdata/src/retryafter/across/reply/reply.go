// Package reply writes responses for others. // want package:"[0-9]+ responders"
package reply

import "net/http"

// Fail answers with the status.
func Fail(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }

// Limit tells when to come back.
func Limit(w http.ResponseWriter) { w.Header().Set("Retry-After", "1") }
