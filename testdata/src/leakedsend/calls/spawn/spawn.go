// Package spawn is another package of the linted code.
package spawn

import "sync"

// Safe runs f in a goroutine that survives a panic.
func Safe(f func()) { // want Safe:"0 started"
	go func() {
		defer func() { _ = recover() }()
		f()
	}()
}

// A Pool starts goroutines.
type Pool struct{ wg sync.WaitGroup }

// Go starts one.
func (p *Pool) Go(f func()) { p.wg.Go(f) } // want Go:"1 started"

// Send sends.
func Send(ch chan<- string, v string) { ch <- v } // want Send:"0 sent on"

// Offer sends if somebody listens.
func Offer(ch chan<- string, v string) { // want Offer:""
	select {
	case ch <- v:
	default:
	}
}

// Collect receives all.
func Collect(ch <-chan string) (all []string) { // want Collect:"0 drained"
	for v := range ch {
		all = append(all, v)
	}
	return all
}

// Start sends in a goroutine of its own.
func Start(ch chan<- string, v string) { // want Start:"0 sent on by a goroutine"
	go func() { ch <- v }()
}

var kept []chan string

// Keep stores.
func Keep(ch chan string) { kept = append(kept, ch) }
