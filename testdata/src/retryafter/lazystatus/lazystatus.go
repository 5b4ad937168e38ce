// Package lazystatus puts the status of a response into the request first. // want package:"[0-9]+ responders"
package lazystatus

import (
	"context"
	"net/http"

	"github.com/go-chi/render"
)

func answer(w http.ResponseWriter, r *http.Request, text string, code int) {
	ctx := context.WithValue(r.Context(), render.StatusCtxKey, code)
	render.JSON(w, r.WithContext(ctx), text)
}

func limited(w http.ResponseWriter, r *http.Request) {
	answer(w, r, "too many", http.StatusTooManyRequests) // want `429 without Retry-After`
}

func other(w http.ResponseWriter, r *http.Request) {
	answer(w, r, "not there", http.StatusNotFound)
}

func told(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "60")
	answer(w, r, "too many", http.StatusTooManyRequests)
}

func directly(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), render.StatusCtxKey, http.StatusTooManyRequests) // want `429 without Retry-After`
	render.JSON(w, r.WithContext(ctx), "too many")
}

// The status is not written yet.
func later(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), render.StatusCtxKey, http.StatusTooManyRequests)
	w.Header().Set("Retry-After", "60")
	render.JSON(w, r.WithContext(ctx), "too many")
}

func status(w http.ResponseWriter, r *http.Request) {
	render.Status(r, http.StatusTooManyRequests) // want `429 without Retry-After`
	render.JSON(w, r, "too many")
}

func statusLater(w http.ResponseWriter, r *http.Request) {
	render.Status(r, http.StatusTooManyRequests)
	w.Header().Set("Retry-After", "60")
	render.JSON(w, r, "too many")
}

type key struct{}

// The number of another key is no status.
func elsewhere(w http.ResponseWriter, r *http.Request) {
	ctx := context.WithValue(r.Context(), key{}, 429)
	render.JSON(w, r.WithContext(ctx), "fine")
}
