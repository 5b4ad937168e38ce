// Package nethttp has servers of the standard library.
package nethttp

import (
	"net"
	"net/http"
	"net/http/httptest"
	"time"
)

func literal(h http.Handler) error {
	srv := &http.Server{Addr: ":80", Handler: h} // want `a slow client holds a connection of this http.Server .* set ReadHeaderTimeout or ReadTimeout`
	return srv.ListenAndServe()
}

func zero(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 0, WriteTimeout: time.Second} // want `this http.Server`
}

// A timeout for idle connections or for writing does not help.
func otherTimeouts(h http.Handler) http.Server {
	return http.Server{Handler: h, IdleTimeout: time.Minute, WriteTimeout: time.Minute} // want `this http.Server`
}

func functions(l net.Listener, h http.Handler) {
	go http.ListenAndServe(":80", h)              // want `the server that "http.ListenAndServe" makes`
	go http.ListenAndServeTLS(":81", "c", "k", h) // want `"http.ListenAndServeTLS"`
	go http.Serve(l, h)                           // want `"http.Serve"`
	_ = http.ServeTLS(l, h, "c", "k")             // want `"http.ServeTLS"`
}

func variable(l net.Listener) error {
	var srv http.Server // want `this http.Server`
	srv.Addr = ":80"
	return srv.Serve(l)
}

func allocated() *http.Server {
	srv := new(http.Server) // want `this http.Server`
	srv.Addr = ":80"
	return srv
}

type app struct {
	srv   *http.Server
	other *http.Server
}

func newApp() *app {
	return &app{
		srv:   &http.Server{Addr: ":80"},
		other: &http.Server{Addr: ":81"}, // want `this http.Server`
	}
}

// The server of newApp gets its timeout here.
func (a *app) configure() { a.srv.ReadTimeout = time.Minute }

func headers(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: time.Second} // has one
}

func body(h http.Handler, d time.Duration) *http.Server {
	return &http.Server{Handler: h, ReadTimeout: d} // has one, for all that is known
}

func later(h http.Handler) error {
	srv := &http.Server{Handler: h} // gets one below
	srv.ReadHeaderTimeout = time.Second
	return srv.ListenAndServe()
}

func laterVariable(l net.Listener) error {
	var srv http.Server // gets one below
	srv.ReadTimeout = time.Second
	return srv.Serve(l)
}

func zeroLater(h http.Handler) error {
	srv := &http.Server{Handler: h} // want `this http.Server`
	srv.ReadHeaderTimeout = 0
	return srv.ListenAndServe()
}

func setUp(srv *http.Server) { srv.ReadHeaderTimeout = time.Second }

func handedOn() *http.Server {
	srv := &http.Server{} // setUp sets one
	setUp(srv)
	return srv
}

func bare() (*http.Server, error) {
	return &http.Server{}, nil // its caller sets one
}

func caller() error {
	srv, err := bare()
	if err != nil {
		return err
	}
	srv.ReadTimeout = time.Minute
	return srv.ListenAndServe()
}

// The server of a test has clients that are not slow.
func forTests(h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config = &http.Server{Handler: h}
	return s
}

// Server is no server of net/http.
type Server struct{ Addr string }

func (Server) ListenAndServe() error { return nil }

func own() error { return (&Server{Addr: ":80"}).ListenAndServe() } // not known to lack anything

type generic[H http.Handler] struct {
	srv http.Server
	h   H
}

func newGeneric[H http.Handler](h H) *generic[H] {
	return &generic[H]{srv: http.Server{Handler: h}, h: h} // want `this http.Server`
}
