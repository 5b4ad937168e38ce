// Package undo undoes what failed.
package undo

import (
	"context"
	"errors"
	"net/http"
)

type remote interface {
	Start(ctx context.Context, name string) (string, error)
	Send(ctx context.Context, id string) error
	CancelUpload(ctx context.Context, id string) error
	RevokeGrant(ctx context.Context, id string) error
	DeletePart(ctx context.Context, id string) error
	Report(ctx context.Context, err error)
}

type drive struct{ remote remote }

// A failed upload is cancelled although the client has left: it is why it failed.
func (d *drive) upload(w http.ResponseWriter, r *http.Request) {
	id, err := d.remote.Start(r.Context(), "file")
	if err != nil {
		return
	}
	if err := d.remote.Send(r.Context(), id); err != nil {
		d.remote.CancelUpload(context.Background(), id)
		ctx := context.Background()
		d.remote.DeletePart(ctx, id)
		d.revoke(id)
		d.drop(id)
	}
	switch err := d.remote.Send(r.Context(), id); {
	case err != nil:
		d.remote.RevokeGrant(context.Background(), id)
	}
	if err := d.remote.Send(r.Context(), id); errors.Is(err, context.Canceled) {
		d.remote.DeletePart(context.Background(), id)
	}
}

// It is called after a failure only.
func (d *drive) revoke(id string) {
	d.remote.Send(context.Background(), "revoke "+id)
}

// Named after nothing that undoes.
func (d *drive) drop(id string) {
	d.remote.Send(context.Background(), "drop "+id) // want `cuts the call of "Send" off`
}

// What the client asked for is no clean-up.
func (d *drive) cancel(w http.ResponseWriter, r *http.Request) {
	d.remote.CancelUpload(context.Background(), r.FormValue("id"))         // want `cuts the call of "CancelUpload" off`
	if err := d.remote.DeletePart(context.Background(), "1"); err != nil { // want `cuts the call of "DeletePart" off`
		d.remote.Report(context.Background(), err) // want `cuts the call of "Report" off`
	}
	d.remove("2")
}

func (d *drive) remove(id string) {
	d.remote.Send(context.Background(), "remove "+id) // want `cuts the call of "Send" off`
}
