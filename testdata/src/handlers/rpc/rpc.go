// Package rpc implements a gRPC service, more or less.
package rpc

import (
	"context"

	"fixtures/handlerstate/rpc/echopb"

	"google.golang.org/grpc"
)

type server struct{ echopb.UnimplementedEchoServer }

// handler: gRPC
func (s *server) Say(ctx context.Context, t *echopb.Text) (*echopb.Text, error) { return t, nil }

// handler: gRPC
func (s *server) Talk(stream echopb.Echo_TalkServer) error { return nil }

// handler: gRPC
func (s *server) Listen(t *echopb.Text, stream grpc.ServerStreamingServer[echopb.Text]) error {
	return nil
}

// no handler: no method of the service
func (s *server) Other(ctx context.Context, t *echopb.Text) (*echopb.Text, error) { return t, nil }

// client has a method of the name, but is no server.
type client struct{}

// no handler: the type does not implement the service
func (c *client) Say(ctx context.Context, t *echopb.Text) (*echopb.Text, error) { return t, nil }

// value implements the service by value.
type value struct{ echopb.UnimplementedEchoServer }

// handler: gRPC
func (value) Say(ctx context.Context, t *echopb.Text) (*echopb.Text, error) { return t, nil }

// no handler: a plain function
func Say(ctx context.Context, t *echopb.Text) (*echopb.Text, error) { return t, nil }
