// Package sessions holds objects that each request makes, with a goroutine that
// alone listens to one of their channels.
package sessions

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

type client struct {
	conn io.ReadWriteCloser
	out  chan []byte
}

func serve(w http.ResponseWriter, r *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	c := &client{conn: conn, out: make(chan []byte, 8)}
	go c.write()
	c.read()
}

func (c *client) write() {
	defer c.conn.Close()
	for b := range c.out {
		if _, err := c.conn.Write(b); err != nil {
			return
		}
	}
}

func (c *client) read() {
	defer close(c.out)
	buf := make([]byte, 512)
	for {
		n, err := c.conn.Read(buf)
		if err != nil {
			return
		}
		c.out <- buf[:n] // want `this send to "c.out" blocks for ever once the goroutine that "serve" starts at line 24, which alone receives, has left by an error at line 32: each request that handler "serve" serves may leave a goroutine behind`
	}
}

// The receiver says that it has left.
type polite struct {
	conn io.ReadWriteCloser
	out  chan []byte
	left chan struct{}
}

func servePolite(w http.ResponseWriter, r *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	p := &polite{conn: conn, out: make(chan []byte), left: make(chan struct{})}
	go p.write()
	p.read()
}

func (p *polite) write() {
	defer close(p.left)
	for b := range p.out {
		if _, err := p.conn.Write(b); err != nil {
			return
		}
	}
}

func (p *polite) read() {
	defer close(p.out)
	buf := make([]byte, 512)
	for {
		n, err := p.conn.Read(buf)
		if err != nil {
			return
		}
		select {
		case p.out <- buf[:n]:
		case <-p.left:
			return
		}
	}
}

// The receiver goes on after an error, or drains.
type stubborn struct {
	conn io.ReadWriteCloser
	out  chan []byte
	mute chan []byte
}

func serveStubborn(w http.ResponseWriter, r *http.Request) {
	s := &stubborn{out: make(chan []byte), mute: make(chan []byte)}
	go s.write()
	go s.drain()
	s.out <- nil
	s.mute <- nil
}

func (s *stubborn) write() {
	for b := range s.out {
		if _, err := s.conn.Write(b); err != nil {
			continue
		}
	}
}

func (s *stubborn) drain() {
	for b := range s.mute {
		if _, err := s.conn.Write(b); err != nil {
			break
		}
	}
	for range s.mute {
	}
}

// What was received tells the receiver to leave.
type result struct {
	n   int
	err error
}

type chain struct{ results chan result }

func serveChain(w http.ResponseWriter, r *http.Request) {
	c := &chain{make(chan result)}
	go c.collect()
	c.results <- result{n: 1}
	c.results <- result{err: errors.New("over")}
}

func (c *chain) collect() {
	for {
		r := <-c.results
		if r.err != nil {
			return
		}
	}
}

// One for the whole process.
type hub struct {
	conn io.Writer
	in   chan []byte
	once sync.Once
}

var theHub = &hub{in: make(chan []byte)}

func (h *hub) run() {
	for b := range h.in {
		if _, err := h.conn.Write(b); err != nil {
			return
		}
	}
}

func start(ctx context.Context) {
	go theHub.run()
}

func serveHub(w http.ResponseWriter, r *http.Request) { theHub.in <- nil }
