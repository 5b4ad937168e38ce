// Package rpc has a gRPC server that changes its own memory.
package rpc

import (
	"context"
	"sync"

	"fixtures/handlerstate/rpc/echopb"

	"google.golang.org/grpc"
)

type server struct {
	echopb.UnimplementedEchoServer
	mu    sync.RWMutex
	said  map[string]int
	heard map[string]int
	last  *echopb.Text
}

func (s *server) Say(ctx context.Context, t *echopb.Text) (*echopb.Text, error) {
	s.said[t.Body]++ // want `field "server.said" is a map that concurrent requests write without a lock, in handler "server.Say"`
	s.mu.Lock()
	s.heard[t.Body]++ // under the lock: silent
	s.mu.Unlock()
	t.Body = "the request's own" // silent
	return &echopb.Text{}, s.keep(t)
}

func (s *server) keep(t *echopb.Text) error {
	s.last = t // want `field "server.last" is shared by concurrent requests and written without a lock, in handler "server.Say" via "server.keep"`
	return nil
}

func (s *server) Talk(stream echopb.Echo_TalkServer) error {
	mine := map[string]int{}
	for {
		t, err := stream.Recv()
		if err != nil {
			return err
		}
		mine[t.Body]++   // made for this stream: silent
		s.said[t.Body]++ // want `field "server.said" is a map`
	}
}

func (s *server) Listen(t *echopb.Text, stream grpc.ServerStreamingServer[echopb.Text]) error {
	s.last = t // want `field "server.last" is shared`
	return nil
}

// Reset is no method of the service, and nobody calls it: silent.
func (s *server) Reset(ctx context.Context) { s.said = map[string]int{} }

func start() {
	g := grpc.NewServer()
	s := &server{}
	s.said = map[string]int{} // before the server serves: silent
	echopb.RegisterEchoServer(g, s)
}
