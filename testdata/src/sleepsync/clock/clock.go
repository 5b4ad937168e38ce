// Package clock waits for time to pass. // want package:"[0-9]+ findings if on a request path"
package clock

import (
	"sync"
	"sync/atomic"
	"time"
)

type conn struct {
	mu      sync.Mutex
	last    time.Time
	touched atomic.Int64
	expires time.Time
	limit   time.Duration
	closed  bool
}

func (c *conn) touch() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = time.Now()
	c.expires = c.last.Add(c.limit)
	c.touched.Store(c.last.Unix())
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
}

// An idle connection is one that nothing happens to: there is nobody to tell.
func (c *conn) reap() {
	for {
		time.Sleep(5 * time.Second)
		c.mu.Lock()
		if time.Since(c.last) > 10*time.Second {
			c.mu.Unlock()
			c.close()
			break
		}
		c.mu.Unlock()
	}
}

func (c *conn) idle() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Sub(c.last)
}

func (c *conn) expired() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().After(c.expires)
}

func (c *conn) outlast() {
	for time.Now().Unix()-c.touched.Load() < 60 {
		time.Sleep(time.Second)
	}
	for !c.expired() {
		time.Sleep(time.Second)
	}
}

// A flag beside the time can be signalled, and so can the first touch.
func (c *conn) either() {
	for !c.closed && time.Since(c.last) < time.Minute {
		time.Sleep(time.Second) // want `between looks at "c.closed"`
	}
	for c.last.IsZero() {
		time.Sleep(time.Second) // want `between looks at "c.last"`
	}
}
