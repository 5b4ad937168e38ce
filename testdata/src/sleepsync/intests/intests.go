// Package intests has tests that sleep.
package intests

import "sync"

type Counter struct {
	mu sync.Mutex
	n  int
}

func (c *Counter) Add() {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
}

func (c *Counter) Get() int { // want Get:"quiet, reads c.n"
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
