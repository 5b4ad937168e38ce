package undo

import (
	"context"
	"net/http"
	"time"
)

// ended has a context that serves for nothing any more.
func (d *drive) ended(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	select {
	case <-ctx.Done():
		d.remote.Send(context.Background(), "late") // the context is over: silent
	case <-time.After(time.Millisecond):
		d.remote.Send(context.Background(), "in time") // want `cuts the call of "Send" off`
	}
	if ctx.Err() != nil {
		d.remote.Send(context.Background(), "late") // silent
	}
	if ctx.Err() == nil {
		d.remote.Send(context.Background(), "in time") // want `cuts the call of "Send" off`
	}
}
