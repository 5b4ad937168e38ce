// Package web serves.
package web

import "net/http"

// Serve serves for ever.
func Serve() error { return http.ListenAndServe(":80", nil) }
