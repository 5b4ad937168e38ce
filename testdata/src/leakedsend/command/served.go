package main

import (
	"context"
	"errors"
	"net/http"
)

// A server that is shut down sends nothing: only one that fails does, and then
// somebody is still there.
func serve(ctx context.Context, srv *http.Server) error {
	failed := make(chan error)
	go func() {
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return srv.Shutdown(context.WithoutCancel(ctx))
	}
}

func serveAll(ctx context.Context, servers []*http.Server) error {
	failed := make(chan error)
	for _, srv := range servers {
		go func() {
			err := srv.ListenAndServe()
			if err != nil && err != http.ErrServerClosed {
				failed <- err
			}
		}()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// Whatever happened is sent, also when the server has been shut down.
func serveLeaking(ctx context.Context, srv *http.Server) error {
	failed := make(chan error)
	go func() {
		err := srv.ListenAndServe()
		if err == http.ErrServerClosed {
			failed <- nil // want `blocks for ever on this send`
			return
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return srv.Shutdown(context.WithoutCancel(ctx))
	}
}
