// Package wrappers has functions around Hijack.
package wrappers

import (
	"bufio"
	"net"
	"net/http"

	"fixtures/hijackleak/wrappers/respond"
)

type recorder struct {
	http.ResponseWriter
	hijacked bool
}

// A wrapper hands on what it gets.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.hijacked = true
	return r.ResponseWriter.(http.Hijacker).Hijack()
}

func take(w http.ResponseWriter) (net.Conn, error) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	return conn, nil
}

func leaks(w http.ResponseWriter, r *http.Request) {
	conn, err := take(w) // want `the connection hijacked here stays open when "leaks" returns`
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	respond.Greet(conn)
	respond.Fail(w, err) // want `"respond.Fail" writes to the ResponseWriter after the connection was hijacked at line 32`
}

// The function of the other package closes.
func closes(w http.ResponseWriter, r *http.Request) {
	conn, err := take(w)
	if err != nil {
		respond.Fail(w, err)
		return
	}
	respond.Serve(conn)
}

// A wrapper of our own whose connection nobody closes.
func viaRecorder(r *recorder) {
	conn, _, err := r.Hijack() // want `when "viaRecorder" returns`
	if err == nil {
		_, _ = conn.Write(nil)
	}
}
