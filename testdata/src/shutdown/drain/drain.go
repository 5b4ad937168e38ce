// Package drain shuts servers down in goroutines.
package drain

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"
)

func grace() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 10*time.Second)
}

func returns(ctx context.Context, srv *http.Server) error {
	go func() {
		<-ctx.Done()
		g, cancel := grace()
		defer cancel()
		srv.Shutdown(g) // want `nobody waits for this Shutdown: "ListenAndServe" at line 27 returns as soon as it is called`
	}()
	return srv.ListenAndServe()
}

type server struct{ http *http.Server }

func (s *server) run(l net.Listener) {
	go func() {
		sig := make(chan os.Signal, 1)
		signal.Notify(sig, os.Interrupt)
		<-sig
		ctx, cancel := grace()
		defer cancel()
		if err := s.http.Shutdown(ctx); err != nil { // want `nobody waits for this Shutdown: "Serve"`
			log.Print(err)
		}
	}()
	if err := s.http.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
		s.failed(err) // not on Shutdown
	}
}

func (s *server) failed(error) {}

// It waits for the goroutine.
func waits(ctx context.Context, srv *http.Server) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		g, cancel := grace()
		defer cancel()
		srv.Shutdown(g)
	}()
	err := srv.ListenAndServe()
	<-done
	return err
}

// It waits in a defer.
func defers(ctx context.Context, srv *http.Server) error {
	var wg sync.WaitGroup
	wg.Add(1)
	defer wg.Wait()
	go func() {
		defer wg.Done()
		<-ctx.Done()
		g, cancel := grace()
		defer cancel()
		srv.Shutdown(g)
	}()
	return srv.ListenAndServe()
}

// Serving is what the goroutine does.
func inGoroutine(ctx context.Context, srv *http.Server) error {
	go srv.ListenAndServe()
	<-ctx.Done()
	g, cancel := grace()
	defer cancel()
	return srv.Shutdown(g)
}

// Its caller waits.
func called(ctx context.Context, srv *http.Server, wg *sync.WaitGroup) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-ctx.Done()
		g, cancel := grace()
		defer cancel()
		srv.Shutdown(g)
	}()
	srv.ListenAndServe()
}

func caller(ctx context.Context, srv *http.Server) {
	var wg sync.WaitGroup
	called(ctx, srv, &wg)
	wg.Wait()
}

// The end of a goroutine ends nothing else.
func started(ctx context.Context, srv *http.Server) {
	go func() {
		go func() {
			<-ctx.Done()
			g, cancel := grace()
			defer cancel()
			srv.Shutdown(g)
		}()
		srv.ListenAndServe()
	}()
	<-ctx.Done()
	time.Sleep(11 * time.Second)
}

// Another server is shut down.
func two(ctx context.Context, admin, srv *http.Server) error {
	go func() {
		<-ctx.Done()
		g, cancel := grace()
		defer cancel()
		admin.Shutdown(g)
	}()
	return srv.ListenAndServe()
}
