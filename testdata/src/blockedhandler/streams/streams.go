// Package streams has handlers of a gRPC service that wait.
package streams

import (
	"io"
	"net/http"

	"fixtures/handlerstate/rpc/echopb"

	"google.golang.org/grpc"
)

type store interface {
	Write(p []byte) (int, error)
	Commit() error
}

type server struct {
	echopb.UnimplementedEchoServer
	store  store
	reload chan string
}

// The stream ends with the request, and so does what reads from it.
func (s *server) Talk(stream echopb.Echo_TalkServer) error {
	done := make(chan error, 1)
	go func() {
		for {
			t, err := stream.Recv()
			if err == nil {
				_, err = s.store.Write([]byte(t.Body))
			}
			if err != nil {
				done <- s.store.Commit()
				return
			}
		}
	}()
	return <-done
}

func (s *server) Listen(t *echopb.Text, stream grpc.ServerStreamingServer[echopb.Text]) error { // want Listen:"slow"
	done := make(chan error, 1)
	go func() { done <- s.store.Commit() }()
	s.reload <- t.Body // want `waits for "s.reload" to take a value, .* a case for stream.Context\(\).Done\(\)`
	return <-done
}

// Whoever reads the body notices that the client has left.
func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	done := make(chan error, 1)
	go func() {
		_, err := io.Copy(s.store, r.Body)
		if err == nil {
			err = s.store.Commit()
		}
		done <- err
	}()
	<-done
}

func (s *server) commit(w http.ResponseWriter, r *http.Request) {
	done := make(chan error, 1)
	go func() { done <- s.store.Commit() }()
	<-done // want `waits for a value from "done"`
}
