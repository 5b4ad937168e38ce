// Package store is called by handlers of another package. // want package:"1 findings if on a request path"
package store

import (
	"context"
	"sync"
	"time"
)

type Store struct {
	mu   sync.Mutex
	seen map[string]time.Time
	// Root ends with the program.
	Root context.Context
}

// Touch only stores.
func (s *Store) Touch(key string) { // want Touch:"only stores or signals"
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[key] = time.Now()
}

// Index takes its time.
func (s *Store) Index(ctx context.Context, key string) { time.Sleep(time.Second) }

// Go runs f on its own.
func Go(f func()) {
	go func() {
		defer func() { recover() }()
		f()
	}()
}

func (s *Store) Save(key string) {
	go s.Index(context.Background(), key)
}

type userKey struct{}

// AddValues returns ctx with the user of from.
func AddValues(ctx, from context.Context) context.Context { // want AddValues:"only stores or signals"
	return context.WithValue(ctx, userKey{}, from.Value(userKey{}))
}
