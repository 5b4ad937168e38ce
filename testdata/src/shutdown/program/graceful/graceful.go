// Package graceful serves until it is told to stop.
package graceful

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"time"
)

// Serve shuts its server down on a signal.
func Serve() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	srv := http.Server{Addr: ":80"}
	drained := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		drained <- srv.Shutdown(grace)
	})
	if err := srv.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return <-drained
}
