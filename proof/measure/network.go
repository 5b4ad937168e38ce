package measure

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// A Server is an HTTP server whose network is in memory, so that it works in the
// bubbles of testing/synctest, where time passes when all there is waits.
type Server struct {
	http.Client // gets to the server whatever the URL says

	conns chan net.Conn
	done  chan struct{}
	close func()
	open  atomic.Int64
}

// Serve has srv serve until the test ends.
func Serve(t *testing.T, srv *http.Server) *Server {
	s := &Server{conns: make(chan net.Conn), done: make(chan struct{})}
	s.close = sync.OnceFunc(func() { close(s.done) })
	transport := &http.Transport{DialContext: s.Dial}
	s.Transport = transport
	served := make(chan error)
	go func() { served <- srv.Serve(listener{s}) }()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := srv.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s
}

// Handle is Serve for a handler.
func Handle(t *testing.T, h http.HandlerFunc) *Server {
	return Serve(t, &http.Server{Handler: h})
}

// Open counts the connections that the server has not closed.
func (s *Server) Open() int { return int(s.open.Load()) }

// Dial connects to the server.
func (s *Server) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	c := &conn{Conn: theirs}
	c.close = sync.OnceValue(func() error {
		s.open.Add(-1)
		return theirs.Close()
	})
	select {
	case s.conns <- c:
		return ours, nil
	case <-s.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type conn struct {
	net.Conn
	close func() error
}

func (c *conn) Close() error { return c.close() }

type listener struct{ *Server }

func (l listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		l.open.Add(1)
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l listener) Close() error {
	l.close()
	return nil
}

func (l listener) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "memory"} }
