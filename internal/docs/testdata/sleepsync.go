package page

import (
	"context"
	"sync/atomic"
)

type cache struct{}

func (*cache) warmUp() {}
func (*cache) serve()  {}

type service struct{ ready atomic.Bool }

func (*service) serve() {}

const done = "done"

type client struct{}

func (*client) State(ctx context.Context, id string) (string, error) { return done, nil }
