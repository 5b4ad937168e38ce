// Package serve runs HTTP servers.
package serve

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
)

// Run serves on addr until ctx ends, and then lets requests under way finish.
func Run(ctx context.Context, addr string, srv *http.Server) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	log.Printf("serving on http://%s", l.Addr())
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if err := srv.Shutdown(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
