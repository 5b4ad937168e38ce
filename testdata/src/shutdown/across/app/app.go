// Package app has a server to shut down. // want package:"forwards contexts to Shutdown"
package app

import (
	"context"
	"net/http"
)

// App is a server.
type App struct{ srv http.Server }

// Stop shuts the server down.
func (a *App) Stop(ctx context.Context) error { return a.srv.Shutdown(ctx) }
