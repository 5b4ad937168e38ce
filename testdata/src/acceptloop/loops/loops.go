// Package loops has accept loops.
package loops

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"os"
	"time"
)

func serve(net.Conn) {}

func spins(l net.Listener) {
	for {
		conn, err := l.Accept() // want `calls Accept again at once after an error: it spins once the listener is closed`
		if err != nil {
			log.Print(err)
			continue
		}
		go serve(conn)
	}
}

func spinsInElse(l net.Listener) {
	for {
		if conn, err := l.Accept(); err == nil { // want `it spins once the listener is closed`
			go serve(conn)
		}
	}
}

func dropped(l *net.TCPListener) {
	for {
		conn, _ := l.AcceptTCP() // want `calls AcceptTCP again at once`
		go serve(conn)
	}
}

func spinsUntilClosed(l net.Listener) error {
	for {
		conn, err := l.Accept() // want `it spins while the process is out of file descriptors; wait a little`
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			log.Print(err)
			continue
		}
		go serve(conn)
	}
}

func spinsUntilDone(ctx context.Context, l net.Listener) {
	for {
		conn, err := l.Accept() // want `it spins while the process is out of file descriptors`
		if err != nil {
			select {
			case <-ctx.Done():
				return
			default:
				log.Print(err)
			}
			continue
		}
		go serve(conn)
	}
}

func temporary(l net.Listener) error {
	for {
		conn, err := l.Accept() // want `it spins while the process is out of file descriptors`
		if ne, ok := err.(net.Error); ok && ne.Temporary() {
			continue
		}
		if err != nil {
			return err
		}
		go serve(conn)
	}
}

func neverEnds(l net.Listener) {
	for {
		conn, err := l.Accept() // want `never ends when the listener is closed; return on net.ErrClosed`
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		go serve(conn)
	}
}

// Each error ends the loop.
func returns(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go serve(conn)
	}
}

// It waits, and leaves when the listener is closed.
func backsOff(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go serve(conn)
	}
}

// The same, with the test on the error before the one on nil.
func closedFirst(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go serve(conn)
	}
}

// It waits for a timer, or the end.
func timer(ctx context.Context, l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
			continue
		}
		go serve(conn)
	}
}

func pause(n int) { time.Sleep(time.Duration(n) * time.Millisecond) }

// A function of the package waits; the condition of the loop ends it.
func helper(ctx context.Context, l net.Listener) {
	for n := 0; ctx.Err() == nil; n++ {
		conn, err := l.Accept()
		if err != nil {
			pause(n)
			continue
		}
		go serve(conn)
	}
}

// Accept has waited when it times out.
func deadline(l *net.TCPListener, done chan struct{}) error {
	for {
		select {
		case <-done:
			return nil
		default:
		}
		l.SetDeadline(time.Now().Add(time.Second))
		conn, err := l.Accept()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				continue
			}
			return err
		}
		go serve(conn)
	}
}

// The process ends.
func fatal(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

func exits(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			os.Exit(1) // the process ends
		}
		go serve(conn)
	}
}

type wrapper struct{ net.Listener }

// Accept calls the other Accept once.
func (w wrapper) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	if err != nil {
		log.Print(err)
	}
	return conn, err
}

// A connection that is turned away is no error.
func (w wrapper) filtered(ok func(net.Conn) bool) (net.Conn, error) {
	for {
		conn, err := w.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if ok(conn) {
			return conn, nil
		}
		conn.Close()
	}
}

type visitor struct{}

// Accept is a visitor's, not a listener's.
func (visitor) Accept(n int) (int, error) { return n, io.EOF }

func visits(v visitor) {
	for n := 0; ; n++ {
		if _, err := v.Accept(n); err != nil {
			continue
		}
	}
}

type pool[L net.Listener] struct{ l L }

func (p *pool[L]) run() {
	for {
		conn, err := p.l.Accept() // want `calls Accept again at once`
		if err != nil {
			continue
		}
		go serve(conn)
	}
}
