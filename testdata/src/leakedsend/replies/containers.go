package replies

import (
	"context"
	"sync"
	"time"
)

// Channels as keys of a map.
type feed struct {
	mu      sync.Mutex
	readers map[chan string]bool
}

func newFeed() *feed { return &feed{readers: map[chan string]bool{}} }

func (f *feed) join() chan string {
	ch := make(chan string, 4)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.readers[ch] = true
	return ch
}

func (f *feed) leave(ch chan string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.readers, ch)
}

func (f *feed) publish(s string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch := range f.readers {
		ch <- s // want `this send to "ch" blocks for ever once "follow", which alone receives, has left by the case at line 45: the goroutine leaks with all it holds; send in a select`
	}
}

func (f *feed) follow(ctx context.Context) {
	ch := f.join()
	defer f.leave(ch)
	for {
		select {
		case <-ch:
		case <-ctx.Done():
			return
		}
	}
}

// Channels in slices, and in slices of a map.
type bell struct {
	ringers []chan int
	byName  map[string][]chan int
}

func (b *bell) ring() {
	for _, ch := range b.ringers {
		ch <- 1 // want `once "await", which alone receives, has left by the case at line 71`
	}
	for _, ch := range b.byName["all"] {
		ch <- 2 // want `once "awaitNamed", which alone receives, has left by the case at line 80`
	}
}

func (b *bell) await() {
	ch := make(chan int)
	b.ringers = append(b.ringers, ch)
	select {
	case <-ch:
	case <-time.After(time.Second):
	}
}

func (b *bell) awaitNamed() {
	ch := make(chan int)
	b.byName["all"] = append(b.byName["all"], ch)
	select {
	case <-ch:
	case <-time.After(time.Second):
	}
}

// Somebody drains what is left.
type drained struct{ readers map[chan string]bool }

func (d *drained) publish(s string) {
	for ch := range d.readers {
		ch <- s
	}
}

func (d *drained) follow(ctx context.Context) {
	ch := make(chan string)
	d.readers[ch] = true
	defer func() {
		go func() {
			for range ch {
			}
		}()
		delete(d.readers, ch)
	}()
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

// Others get the channels as well.
type Shared struct{ readers map[chan string]bool }

func (s *Shared) Join() chan string {
	ch := make(chan string)
	s.readers[ch] = true
	return ch
}

func (s *Shared) publish(text string) {
	for ch := range s.readers {
		ch <- text
	}
}

func (s *Shared) follow(ctx context.Context) {
	ch := s.Join()
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

type copied struct{ readers []chan string }

func (c *copied) all() []chan string { return c.readers }

var elsewhere any

func (c *copied) export() { elsewhere = c.all() }

func (c *copied) publish(text string) {
	for _, ch := range c.readers {
		ch <- text
	}
}

func (c *copied) follow(ctx context.Context) {
	ch := make(chan string)
	c.readers = append(c.readers, ch)
	select {
	case <-ch:
	case <-ctx.Done():
	}
}
