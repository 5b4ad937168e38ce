// Package gate offers state that its users poll.
package gate

import "sync"

type Gate struct {
	mu   sync.Mutex
	open bool
	name string
}

func (g *Gate) IsOpen() bool { // want IsOpen:"quiet, reads g.open"
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

func (g *Gate) Open() {
	g.mu.Lock()
	g.open = true
	g.mu.Unlock()
}

// Name never changes.
func (g *Gate) Name() string { return g.name } // want Name:"quiet, reads "
