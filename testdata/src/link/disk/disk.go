// Package disk implements store.Store.
package disk

import (
	"context"

	"fixtures/link/store"
)

type Disk struct {
	store.Base
	after []func(string)
}

// way: handler "API.Put" via "Disk.Save"
func (d *Disk) Save(ctx context.Context, name string) error {
	for _, f := range d.after {
		f(name)
	}
	write(name)
	return nil
}

// no way: too many types have a Close
func (d *Disk) Close() error {
	flush()
	return nil
}

// way: handler "API.Put" via "Disk.Save" → "write"
func write(string) {}

// no way: only Close calls it
func flush() {}

// After stores a function that Save calls.
//
// no way: nobody calls it
func (d *Disk) After(f func(string)) { d.after = append(d.after, f) }

// NotStore lacks a method.
type NotStore struct{}

// no way: NotStore has no Close
func (NotStore) Save(ctx context.Context, name string) error { return nil }

// Other has a Save of another signature.
type Other struct{ store.Base }

// no way: the signature differs
func (o *Other) Save(name string) error { return nil }

// no way: too many types have a Close
func (o *Other) Close() error { return nil }

// Direct implements the interface, but is only used as itself.
type Direct struct{ store.Base }

// no way: no Direct is ever converted to an interface
func (d *Direct) Save(ctx context.Context, name string) error { return nil }

// no way: too many types have a Close
func (d *Direct) Close() error { return nil }

// no way: nobody calls it
func direct() error { return new(Direct).Save(context.TODO(), "x") }
