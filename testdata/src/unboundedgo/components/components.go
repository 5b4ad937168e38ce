// Package components starts what runs as long as the server.
package components

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

type service struct {
	jobs chan int
	stop chan struct{}
}

func (s *service) loop() {
	for {
		select {
		case <-s.stop:
			return
		case <-time.After(time.Second):
		}
	}
}

func (s *service) serve(ctx context.Context) error {
	s.loop()
	return ctx.Err()
}

func (s *service) flush() {}

func (s *service) retry() error {
	for {
		if err := s.try(); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
}

func (s *service) try() error { return nil }

type runner interface {
	Run(ctx context.Context) error
}

type step interface{ apply() }

func starts(ctx context.Context, services []*service, runners []runner, servers []*http.Server, jobs chan int) {
	for _, s := range services {
		go s.loop()
	}
	for _, s := range services {
		go func() { _ = s.serve(ctx) }()
	}
	for _, r := range runners {
		go r.Run(ctx)
	}
	for _, srv := range servers {
		go srv.ListenAndServe()
	}
	for range services { // workers
		go func() {
			for j := range jobs {
				println(j)
			}
		}()
	}
	for _, s := range services {
		go func() {
			<-ctx.Done()
			s.flush()
		}()
	}
	for _, s := range services {
		go func() {
			for {
				s.flush()
				time.Sleep(time.Minute)
			}
		}()
	}
}

// These end by themselves.
func tasks(ctx context.Context, services []*service, steps []step) {
	for _, s := range services {
		go s.flush() // want `one goroutine per element of "services"`
	}
	for _, s := range services {
		go s.retry() // want `one goroutine per element of "services"`
	}
	for _, s := range steps {
		go s.apply() // want `one goroutine per element of "steps"`
	}
	for _, s := range services {
		go func() { // want `one goroutine per element of "services"`
			for page := 0; ; page++ {
				if page > 3 {
					break
				}
			}
			for {
				if s.try() != nil {
					break
				}
			}
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}()
	}
}

// An accept loop is no range loop.
func accept(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go conn.Close()
	}
}

type sink interface{ Flush() }

type server struct {
	sinks []sink // fixed after start
	conns map[int]sink
}

func newServer(sinks []sink) *server { return &server{sinks: sinks, conns: map[int]sink{}} }

func (s *server) add(id int, c sink) { s.conns[id] = c }

// A joined loop over what was configured.
func (s *server) flush() {
	var wg sync.WaitGroup
	for _, x := range s.sinks {
		wg.Go(x.Flush)
	}
	wg.Wait()
	for _, x := range s.conns {
		wg.Go(x.Flush) // want `one goroutine per element of "s.conns"`
	}
	wg.Wait()
}

// Not joined: the rounds overlap.
func (s *server) tick(t *time.Ticker) {
	for range t.C {
		for _, x := range s.sinks {
			go x.Flush() // want `one goroutine per element of "s.sinks"`
		}
	}
}

type registry map[string]sink

func newRegistry() registry { return registry{"a": nil} }

func (r registry) close() {
	var wg sync.WaitGroup
	for _, s := range r {
		wg.Go(s.Flush)
	}
	wg.Wait()
}
