// Package feed tells about orders as they are taken.
package feed

import (
	"log"
	"sync"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// A Feed hands each order to all who follow it.
type Feed struct {
	mu        sync.Mutex
	followers map[chan store.Order]struct{} // nil once closed
}

// New returns a feed.
func New() *Feed { return &Feed{followers: map[chan store.Order]struct{}{}} }

// Follow returns a channel of the orders to come, and a function that ends that.
// The channel is closed when the feed is.
func (f *Feed) Follow() (<-chan store.Order, func()) {
	orders := make(chan store.Order, 16)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.followers == nil {
		close(orders)
		return orders, func() {}
	}
	f.followers[orders] = struct{}{}
	return orders, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.followers, orders)
	}
}

// Publish hands o to all followers. One who is too slow misses it.
func (f *Feed) Publish(o store.Order) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for orders := range f.followers {
		select {
		case orders <- o:
		default:
			log.Printf("feed: a follower missed order %d", o.ID)
		}
	}
}

// Close ends the feed.
func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for orders := range f.followers {
		close(orders)
	}
	f.followers = nil
}
