// Package retries starts connections that are kept up as long as the server runs.
package retries

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

type node struct {
	mu      sync.RWMutex
	wg      sync.WaitGroup
	on      atomic.Bool
	closed  bool
	quit    chan struct{}
	peers   []string
	clients map[string]*client
}

type client struct{ ready bool }

func (n *node) running() bool { return n.on.Load() }

func (n *node) isClosed() bool {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.closed
}

func (n *node) started(f func()) {
	n.wg.Add(1)
	go func() {
		defer n.wg.Done()
		f()
	}()
}

func (n *node) serve(net.Conn) {}

func (n *node) connect(addr string) {
	t := time.NewTimer(time.Second)
	defer t.Stop()
	for tries := 0; n.running(); tries++ {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Reset(time.Second)
			select {
			case <-n.quit:
				return
			case <-t.C:
				continue
			}
		}
		n.serve(conn)
		return
	}
}

func (n *node) reconnect(addr string) {
	for !n.isClosed() {
		if conn, err := net.Dial("tcp", addr); err == nil {
			n.serve(conn)
			return
		}
		select {
		case <-n.quit:
			return
		case <-time.After(time.Second):
		}
	}
}

// few gives up: nothing tells it that the node has ended.
func (n *node) few(addr string) {
	for tries := 0; tries < 5; tries++ {
		if conn, err := net.Dial("tcp", addr); err == nil {
			n.serve(conn)
			return
		}
		select {
		case <-n.quit:
			return
		case <-time.After(time.Second):
		}
	}
}

// deaf does not wait for the node's end.
func (n *node) deaf(addr string) {
	for n.running() {
		if conn, err := net.Dial("tcp", addr); err == nil {
			n.serve(conn)
			return
		}
		time.Sleep(time.Second)
	}
}

// requested belongs to a request, not to the node.
func (n *node) requested(ctx context.Context, addr string) {
	for ctx.Err() == nil {
		if conn, err := net.Dial("tcp", addr); err == nil {
			n.serve(conn)
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

// result waits for one answer, not for the next attempt.
func (n *node) result(addr string, answers chan string) {
	for n.running() {
		select {
		case <-n.quit:
			return
		case a := <-answers:
			println(a, addr)
			return
		}
	}
}

func (n *node) start(ctx context.Context, answers chan string) {
	for _, p := range n.peers {
		n.started(func() { n.connect(p) })
	}
	for _, p := range n.peers {
		go n.reconnect(p)
	}
	for _, p := range n.peers {
		go n.few(p) // want `one goroutine per element of "n.peers"`
	}
	for _, p := range n.peers {
		go n.deaf(p) // want `one goroutine per element of "n.peers"`
	}
	for _, p := range n.peers {
		go n.requested(ctx, p) // want `one goroutine per element of "n.peers"`
	}
	for _, p := range n.peers {
		go n.result(p, answers) // want `one goroutine per element of "n.peers"`
	}
}

// Those come with the traffic.
func (n *node) discover(found chan string) {
	for p := range found {
		go n.reconnect(p) // want `one goroutine per value received from "found"`
	}
}

// A ticker's loop that ends by itself is no component.
func (n *node) poll(names []string) {
	for _, name := range names {
		go func() { // want `one goroutine per element of "names"`
			t := time.NewTicker(time.Second)
			defer t.Stop()
			for range t.C {
				n.mu.RLock()
				c := n.clients[name]
				n.mu.RUnlock()
				if c == nil {
					println(name)
				} else {
					return
				}
			}
		}()
	}
	for _, name := range names {
		go func() {
			t := time.NewTicker(time.Second)
			defer t.Stop()
			for range t.C {
				if !n.running() {
					return
				}
				println(name)
			}
		}()
	}
	for _, name := range names {
		go func() {
			for range time.Tick(time.Second) {
				if n.isClosed() {
					return
				}
				if _, err := net.LookupHost(name); err != nil {
					return
				}
			}
		}()
	}
}
