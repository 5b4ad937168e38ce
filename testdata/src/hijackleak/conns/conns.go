// Package conns has connections that net/http's Hijack returns.
package conns

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

func hijacker(w http.ResponseWriter) http.Hijacker { return w.(http.Hijacker) }

func neverClosed(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "no", 500)
		return
	}
	conn, _, err := hj.Hijack() // want `the connection hijacked here stays open when "neverClosed" returns at line 30, neither closed nor handed on: it holds a file descriptor until the peer gives up; defer its Close right after the error check`
	if err != nil {
		return
	}
	fmt.Fprintf(conn, "HTTP/1.1 204 No Content\r\n\r\n")
	return
}

func earlyReturn(w http.ResponseWriter, r *http.Request) error {
	conn, brw, err := http.NewResponseController(w).Hijack() // want `returns at line 39`
	if err != nil {
		return err
	}
	if err := brw.Flush(); err != nil {
		return err
	}
	defer conn.Close()
	_, err = io.Copy(io.Discard, conn)
	return err
}

func thrownAway(w http.ResponseWriter, r *http.Request) {
	_, brw, err := hijacker(w).Hijack() // want `stays open when "thrownAway" returns`
	if err == nil {
		_, _ = brw.WriteString("bye")
		_ = brw.Flush()
	}
}

// literals and generics are functions as well.
func builder() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := hijacker(w).Hijack() // want `when "function literal in builder" returns at line 62`
		if err != nil {
			return
		}
		if err := conn.SetDeadline(time.Time{}); err != nil {
			return
		}
		conn.Close()
	}
}

func generic[T io.Writer](w http.ResponseWriter, to T) {
	conn, _, err := hijacker(w).Hijack() // want `when "generic" returns`
	if err != nil {
		return
	}
	_, _ = io.Copy(to, conn)
}

// helper only reads, so that its caller has to close.
func helperReads(w http.ResponseWriter) {
	conn, _, err := hijacker(w).Hijack() // want `when "helperReads" returns`
	if err != nil {
		return
	}
	readAll(conn)
}

func readAll(r io.Reader) {
	b := bufio.NewReader(r)
	for {
		if _, err := b.ReadByte(); err != nil {
			return
		}
	}
}

func capturedErr(w http.ResponseWriter) (err error) {
	defer func() { log.Print(err) }()
	conn, _, err := hijacker(w).Hijack() // want `returns at line 101`
	if err != nil {
		return err
	}
	if _, err = conn.Write(nil); err != nil {
		return err
	}
	return conn.Close()
}

// Closed on every way.
func closed(w http.ResponseWriter) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = conn.Write(nil)
}

// Closed by a deferred literal.
func closedLater(w http.ResponseWriter) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	defer func() {
		if err := conn.Close(); err != nil {
			log.Print(err)
		}
	}()
	_, _ = conn.Write(nil)
}

// The literal that closes is made first.
func closedBefore(w http.ResponseWriter) {
	var conn net.Conn
	defer func() {
		if conn != nil {
			conn.Close()
		}
	}()
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	_, _ = conn.Write(nil)
}

// Returned: the caller's.
func returned(w http.ResponseWriter) (net.Conn, error) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return nil, errors.New("no")
	}
	return conn, nil
}

type hub struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
	last  net.Conn
	queue chan net.Conn
}

// Stored, put into a map, sent.
func (h *hub) stored(w http.ResponseWriter, how int) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	switch how {
	case 0:
		h.mu.Lock()
		h.conns[conn] = true
		h.mu.Unlock()
	case 1:
		h.last = conn
	default:
		h.queue <- conn
	}
}

// Handed to a function that closes, and to one that is not seen.
func handedOn(w http.ResponseWriter, serve func(net.Conn)) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	if serve != nil {
		serve(conn)
		return
	}
	go pump(conn)
}

func pump(c io.ReadWriteCloser) {
	defer c.Close()
	_, _ = io.Copy(c, c)
}

// The method value closes.
func methodValue(w http.ResponseWriter) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	time.AfterFunc(time.Second, func() { conn.Close() })
	_, _ = conn.Write(nil)
}

// The process ends.
func ends(w http.ResponseWriter) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	if _, err := conn.Write(nil); err != nil {
		log.Fatal(err)
	}
	os.Exit(1)
}

// In another variable, and as another type.
func other(w http.ResponseWriter) {
	conn, _, err := hijacker(w).Hijack()
	if err != nil {
		return
	}
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		conn.Close()
		return
	}
	_ = tcp.SetNoDelay(true)
	tcp.Close()
}
