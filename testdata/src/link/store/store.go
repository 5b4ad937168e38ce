// Package store declares what package disk implements.
package store

import "context"

// Store is implemented in other packages.
type Store interface {
	Save(ctx context.Context, name string) error
	Close() error
	sealed
}

// sealed has a method that is not exported: only types that embed Base have it.
type sealed interface{ seal() }

type Base struct{ n int }

// way: handler "API.Put" via "Cached.Save" → "Base.seal"
func (b *Base) seal() { b.n++ }

// Seal calls through the embedded interface.
//
// way: handler "API.Put" via "Cached.Save" → "Seal"
func Seal(s Store) { s.seal() }

// Cached wraps another Store.
type Cached struct {
	Base
	Next Store
}

// way: handler "API.Put" via "Cached.Save"
func (c *Cached) Save(ctx context.Context, name string) error {
	Seal(c.Next)
	c.seal()
	return c.Next.Save(ctx, name)
}

// no way: too many types have a Close
func (c *Cached) Close() error { return c.Next.Close() }
