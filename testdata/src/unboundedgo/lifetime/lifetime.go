// Package lifetime has loops that call functions whose goroutines do not
// outlive the call, or that belong to an object.
package lifetime

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os/exec"
	"time"
)

func work(context.Context, string) error { return nil }

// guarded ends its goroutine when it returns.
func guarded(ctx context.Context, name string, quit chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	go func() {
		select {
		case <-quit:
			cancel()
		case <-ctx.Done():
		}
	}()
	return work(ctx, name)
}

// unguarded does not: its goroutine waits for the parent.
func unguarded(ctx context.Context, name string) error {
	go func() { // want `"unguarded" starts this goroutine and returns without waiting`
		time.Sleep(time.Minute)
		work(ctx, name)
	}()
	return nil
}

func watchdog(name string) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-done:
		case <-time.After(time.Minute):
			panic(name)
		}
	}()
	work(context.Background(), name)
}

// run feeds a process that it waits for.
func run(name string) error {
	cmd := exec.Command(name)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	go func() {
		defer in.Close()
		io.Copy(in, bytes.NewReader(nil))
	}()
	return cmd.Run()
}

type client struct{ conn net.Conn }

// dial makes an object that has a goroutine of its own.
func dial(addr string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	c := &client{conn}
	go c.pump()
	return c, nil
}

func (c *client) pump() { io.Copy(io.Discard, c.conn) }

// start leaves a reader behind, which reads as long as the connection lives.
func (c *client) start() error {
	go c.read()
	return nil
}

func (c *client) read() {
	buf := make([]byte, 1024)
	for {
		if _, err := c.conn.Read(buf); err != nil {
			return
		}
	}
}

func connect(c *client) error {
	if c == nil {
		return errors.New("no client")
	}
	go func() { // want `"connect" starts this goroutine and returns without waiting, and the loop at lifetime.go:\d+ calls it once per element of "clients"`
		c.conn.Close()
	}()
	return nil
}

type session struct{ name string }

func open(name string) *session {
	s := &session{name}
	go func() { work(context.Background(), s.name) }() // want `"open" starts this goroutine and returns without waiting, and the loop at lifetime.go:\d+ calls it once per element of "names"`
	return s
}

func (s *session) Close() {}

func loops(ctx context.Context, names []string, clients []*client, quit chan struct{}) error {
	for _, n := range names {
		guarded(ctx, n, quit)
	}
	for _, n := range names {
		unguarded(ctx, n)
	}
	for _, n := range names {
		watchdog(n)
		run(n)
		dial(n)
	}
	for _, c := range clients {
		c.start()
	}
	for _, c := range clients { // the first that works
		if err := connect(c); err == nil {
			return nil
		}
	}
	for _, c := range clients {
		connect(c)
	}
	for _, n := range names {
		s := open(n)
		s.Close() // ends what it started
	}
	for _, n := range names {
		s := open(n)
		defer s.Close()
	}
	return nil
}

// Only now and then does the timer call what starts a goroutine.
func timer(ctx context.Context, t *time.Ticker) {
	for range t.C {
		unguarded(ctx, "")
	}
}
