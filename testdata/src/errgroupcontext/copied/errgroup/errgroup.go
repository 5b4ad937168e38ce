// Package errgroup is a copy with another path.
package errgroup

import "context"

type Group struct{}

func (*Group) Go(f func() error) { go func() { _ = f() }() }
func (*Group) Wait() error       { return nil }

func WithContext(ctx context.Context) (*Group, context.Context) { return new(Group), ctx }
