// Package nethttp starts goroutines in handlers of net/http. // want package:"1 findings if on a request path"
package nethttp

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

type mailer interface {
	Send(ctx context.Context, to string) error
	Log(to string) error
}

type server struct {
	mail mailer
	pool sync.Pool
	done sync.WaitGroup
}

func (s *server) plain(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("to")
	go s.mail.Log(to) // want `every request of handler "server.plain" starts this goroutine, and nothing waits for it or bounds their number`
	go func() {       // want `every request of handler "server.plain" starts this goroutine`
		s.mail.Log(to)
	}()
}

func (s *server) deep(w http.ResponseWriter, r *http.Request) {
	s.notify(r.Context(), "a")
}

func (s *server) notify(ctx context.Context, to string) {
	go s.mail.Send(ctx, to) // want `this goroutine uses "ctx", which is cancelled as soon as handler "server.deep" via "server.notify" has returned: its work is cut off; hand it context.WithoutCancel\(ctx\)`
}

// The WaitGroup is there for the shutdown: no request waits for it.
func (s *server) tracked(w http.ResponseWriter, r *http.Request) {
	s.done.Add(1)
	go func() { // want `every request of handler "server.tracked"`
		defer s.done.Done()
		s.mail.Log("x")
	}()
	s.done.Go(func() { s.mail.Log("y") }) // want `every request of handler "server.tracked"`
}

func (s *server) deferred(w http.ResponseWriter, r *http.Request) {
	defer func() {
		go s.mail.Log("x") // want `every request of handler "server.deferred"`
	}()
}

// notHandled is on no request path.
func (s *server) notHandled(ctx context.Context) {
	go s.mail.Send(ctx, "x")
}

func (s *server) contexts(w http.ResponseWriter, r *http.Request) {
	go s.mail.Send(r.Context(), "x") // want `uses "r.Context\(\)", which is cancelled as soon as handler "server.contexts" has returned`
	go func() {                      // want `uses "r.Context\(\)"`
		s.mail.Send(r.Context(), "x")
	}()
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	go func(inner context.Context) { // want `uses "ctx", which is cancelled`
		s.mail.Send(inner, "x")
	}(ctx)
	go func() { // want `uses "r.Context\(\)"`
		ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
		defer cancel()
		s.mail.Send(ctx, "x")
	}()
	free := context.WithoutCancel(r.Context())
	go s.mail.Send(free, "x") // want `every request of handler "server.contexts"`
	go s.logOnly(r.Context()) // want `every request of handler "server.contexts"`
}

// logOnly uses its context for the values in it.
func (s *server) logOnly(ctx context.Context) {
	slog.InfoContext(ctx, "later")
	s.mail.Log("x")
}

// A loop is unboundedgo's business, unless the goroutine outlives what it uses.
func (s *server) loops(w http.ResponseWriter, r *http.Request) {
	for _, to := range r.URL.Query()["to"] {
		go s.mail.Log(to)
	}
	for _, to := range r.URL.Query()["to"] {
		go s.mail.Send(r.Context(), to) // want `uses "r.Context\(\)"`
	}
}

func (s *server) bodies(w http.ResponseWriter, r *http.Request) {
	go func() { // want `reads the request's body through "r.Body", which the server closes once handler "server.bodies" has returned; read it before`
		data, _ := io.ReadAll(r.Body)
		s.mail.Log(string(data))
	}()
	in := r.Body
	go keep(in) // want `reads the request's body through "in"`
	go form(r)  // want `reads the request's body through "r.FormValue"`
	data, _ := io.ReadAll(r.Body)
	go keep(bytes.NewReader(data)) // want `every request of handler "server.bodies"`
	go s.mail.Log(r.URL.Path)      // want `every request of handler "server.bodies"`
}

func keep(r io.Reader) { io.Copy(&bytes.Buffer{}, r); time.Sleep(time.Second) }

func form(r *http.Request) { r.FormValue("x") }

func (s *server) writers(w http.ResponseWriter, r *http.Request) {
	go func() { // want `uses the ResponseWriter "w", which is invalid once handler "server.writers" has returned`
		w.Write([]byte("late"))
	}()
	go late(w) // want `uses the ResponseWriter "w"`
}

func late(w http.ResponseWriter) { http.Error(w, "late", 500) }

func (s *server) pooled(w http.ResponseWriter, r *http.Request) {
	buf := s.pool.Get().(*bytes.Buffer)
	defer s.pool.Put(buf)
	go func() { // want `uses "buf", which goes back to its sync.Pool when the function returns: another request of handler "server.pooled" then changes it`
		s.mail.Log(buf.String())
	}()
	own := s.pool.Get().(*bytes.Buffer)
	go func() { // want `every request of handler "server.pooled"`
		defer s.pool.Put(own)
		s.mail.Log(own.String())
	}()
}

// Generic code is on the path as well.
func (s *server) generic(w http.ResponseWriter, r *http.Request) {
	each(r.Context(), "x", s.mail.Send)
}

func each[T any](ctx context.Context, v T, f func(context.Context, T) error) {
	save := func() { f(ctx, v) }
	go save() // want `uses "ctx"`
}
