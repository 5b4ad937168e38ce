// Package across shuts down the server of another package.
package across

import (
	"context"
	"time"

	"fixtures/shutdown/across/app"
)

func stops(ctx context.Context, a *app.App) error {
	<-ctx.Done()
	return a.Stop(ctx) // want `"ctx" has ended when Stop is called with it`
}

func stopsSometime(a *app.App) error {
	return a.Stop(context.Background()) // want `Stop waits as long as the slowest client likes`
}

// It has a deadline.
func stopsInTime(a *app.App) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return a.Stop(ctx)
}
