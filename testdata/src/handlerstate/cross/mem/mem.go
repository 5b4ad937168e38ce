// Package mem hands out memory to package cross: shared, and copies.
package mem

import (
	"maps"
	"sync"
)

type Item struct {
	Name string
	Tags map[string]string
}

type Store struct {
	Mu    sync.Mutex
	items map[string]*Item
	Plain map[string]int
}

var Default = &Store{items: map[string]*Item{}, Plain: map[string]int{}}

// Get lends what the store keeps.
func (s *Store) Get(name string) *Item { return s.items[name] }

// Copy returns a copy.
func (s *Store) Copy(name string) *Item {
	c := *s.items[name]
	c.Tags = maps.Clone(c.Tags)
	return &c
}

// All lends the map itself.
func (s *Store) All() map[string]*Item { return s.items }

// Snapshot returns a map of its own.
func (s *Store) Snapshot() map[string]int {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	out := make(map[string]int, len(s.Plain))
	for k, v := range s.Plain {
		out[k] = v
	}
	return out
}

// New makes a fresh one.
func New() *Store { return &Store{items: map[string]*Item{}, Plain: map[string]int{}} }

func (s *Store) Lock()   { s.Mu.Lock() }
func (s *Store) Unlock() { s.Mu.Unlock() }

// With holds the lock while f runs.
func (s *Store) With(f func(*Store)) {
	s.Lock()
	defer s.Unlock()
	f(s)
}

// Put is for those who hold the lock.
func (s *Store) Put(name string, it *Item) {
	s.items[name] = it
}
