// Package nethttp answers 429 with the standard library. // want package:"[0-9]+ responders"
package nethttp

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

func allow(*http.Request) bool { return false }

func errorFunc(w http.ResponseWriter, r *http.Request) {
	if !allow(r) {
		http.Error(w, "slow down", http.StatusTooManyRequests) // want `429 without Retry-After: clients do not learn when to come back`
		return
	}
}

func writeHeader(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(429) // want `429 without Retry-After`
	json.NewEncoder(w).Encode("slow down")
}

func chosen(w http.ResponseWriter, r *http.Request) {
	code := http.StatusOK
	if !allow(r) {
		code = http.StatusTooManyRequests
	}
	w.WriteHeader(code) // want `429 without Retry-After`
}

// Headers that are set after the status are not sent.
func tooLate(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(429) // want `429 without Retry-After`
	w.Header().Set("Retry-After", "1")
}

// It is set on another way.
func otherWay(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "maintenance", http.StatusServiceUnavailable)
		return
	}
	http.Error(w, "slow down", http.StatusTooManyRequests) // want `429 without Retry-After`
}

// It is set here.
func set(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "slow down", http.StatusTooManyRequests)
}

// The header is a map.
func asMap(w http.ResponseWriter, r *http.Request) {
	w.Header()["Retry-After"] = []string{"1"}
	w.WriteHeader(429)
}

// It is set where the time is known.
func sometimes(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	if wait > 0 {
		w.Header().Add("retry-after", strconv.Itoa(int(wait.Seconds())))
	}
	w.WriteHeader(429)
}

func limitHeaders(w http.ResponseWriter) { w.Header().Set("Retry-After", "1") }

// A function of the package sets it.
func helper(w http.ResponseWriter, r *http.Request) {
	limitHeaders(w)
	w.WriteHeader(429)
}

func respond(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func throughHelper(w http.ResponseWriter, r *http.Request) {
	respond(w, http.StatusTooManyRequests, "slow down") // want `429 without Retry-After`
}

func respondLimited(w http.ResponseWriter, status int) {
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	respond(w, status, nil)
}

// The function that gets the status sets the header.
func limited(w http.ResponseWriter, r *http.Request) {
	respondLimited(w, http.StatusTooManyRequests)
}

// All callers set it.
func slowDown(w http.ResponseWriter) { http.Error(w, "slow down", 429) }

func callerA(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "1")
	slowDown(w)
}

type reply struct {
	Code int
	Text string
}

func body(w http.ResponseWriter, code int) {
	json.NewEncoder(w).Encode(reply{Code: code}) // the status is 200
}

// The number only goes into the body.
func inBody(w http.ResponseWriter, r *http.Request) { body(w, http.StatusTooManyRequests) }

// It compares the status of another server's response.
func client(w http.ResponseWriter, resp *http.Response) {
	if resp.StatusCode == http.StatusTooManyRequests {
		w.WriteHeader(http.StatusBadGateway)
	}
}

// The status comes from elsewhere.
func proxy(w http.ResponseWriter, resp *http.Response) { w.WriteHeader(resp.StatusCode) }

type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader only hands on.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func wrapped(w *recorder) {
	w.WriteHeader(429) // want `429 without Retry-After`
}

func generic[W http.ResponseWriter](w W) {
	w.WriteHeader(429) // want `429 without Retry-After`
}
