// Package echopb stands in for what protoc makes of a service.
package echopb

import (
	"context"

	"google.golang.org/grpc"
)

type Text struct{ Body string }

type EchoServer interface {
	Say(context.Context, *Text) (*Text, error)
	Talk(Echo_TalkServer) error
	Listen(*Text, grpc.ServerStreamingServer[Text]) error
	mustEmbedUnimplementedEchoServer()
}

type Echo_TalkServer interface {
	Send(*Text) error
	Recv() (*Text, error)
	grpc.ServerStream
}

type UnimplementedEchoServer struct{}

func (UnimplementedEchoServer) Say(context.Context, *Text) (*Text, error)            { return nil, nil }
func (UnimplementedEchoServer) Talk(Echo_TalkServer) error                           { return nil }
func (UnimplementedEchoServer) Listen(*Text, grpc.ServerStreamingServer[Text]) error { return nil }
func (UnimplementedEchoServer) mustEmbedUnimplementedEchoServer()                    {}

func RegisterEchoServer(s grpc.ServiceRegistrar, srv EchoServer) {
	s.RegisterService(&grpc.ServiceDesc{ServiceName: "echo"}, srv)
}
