// Package exits ends the process when serving returns. // want package:"forwards contexts to Shutdown"
package exits

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/labstack/echo/v4"
)

func shut(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	g, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	srv.Shutdown(g)
}

func fatal(ctx context.Context) {
	srv := &http.Server{}
	go func() {
		log.Fatal(srv.ListenAndServe()) // want `"log.Fatal" ends the process as soon as Shutdown is called, as ListenAndServe returns http.ErrServerClosed then`
	}()
	shut(ctx, srv)
}

type server struct {
	http  *http.Server
	admin *http.Server
	echo  *echo.Echo
}

func (s *server) start() {
	if err := s.http.ListenAndServe(); err != nil {
		log.Print(err)
		os.Exit(1) // want `"os.Exit" ends the process as soon as Shutdown is called`
	}
}

func (s *server) startEcho() {
	err := s.echo.Start(":80")
	if err != nil {
		panic(err) // want `"panic" ends the process`
	}
}

// The admin server is never shut down, so it never returns that error.
func (s *server) startAdmin() { log.Fatal(s.admin.ListenAndServe()) }

func (s *server) stop(ctx context.Context) {
	s.echo.Shutdown(ctx)
	s.http.Shutdown(ctx)
}

func onClosed(ctx context.Context) {
	srv := new(http.Server)
	go func() {
		if err := srv.ListenAndServe(); errors.Is(err, http.ErrServerClosed) {
			log.Fatal("closed") // want `"log.Fatal" ends the process`
		}
	}()
	shut(ctx, srv)
}

// The error is let pass.
func passes(ctx context.Context) {
	srv := new(http.Server)
	go func() {
		if err := srv.ListenAndServe(); err != nil && err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	shut(ctx, srv)
}

// So it is here.
func passesToo(ctx context.Context) {
	srv := new(http.Server)
	go func() {
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()
	shut(ctx, srv)
}

// It only logs.
func logs(ctx context.Context) {
	srv := new(http.Server)
	go func() {
		if err := srv.ListenAndServe(); err != nil {
			log.Print(err)
		}
	}()
	shut(ctx, srv)
}

func hook(ctx context.Context) *http.Server {
	srv := &http.Server{}
	srv.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			srv.Shutdown(ctx) // want `Shutdown waits for the very connection, or the accept loop, that is in this ConnState hook: a deadlock`
		}
	}
	return srv
}

func hookCloses() {
	var srv *http.Server
	srv = &http.Server{ConnState: func(net.Conn, http.ConnState) {
		srv.Close() // want `Close waits for the very connection`
	}}
}

// Another goroutine can wait for the hook.
func hookGo(ctx context.Context) {
	srv := &http.Server{}
	srv.ConnState = func(net.Conn, http.ConnState) {
		go srv.Shutdown(ctx)
	}
}

// Another server is shut down.
func hookOther(ctx context.Context, other *http.Server) *http.Server {
	return &http.Server{ConnState: func(net.Conn, http.ConnState) { other.Shutdown(ctx) }}
}
