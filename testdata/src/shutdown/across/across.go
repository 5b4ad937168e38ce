// Package across shuts down the server of another package.
package across

import (
	"context"
	"os"
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

// It serves until a signal comes, and has a deadline to stop only if it sets one then.
func serves(ctx context.Context, a *app.App, signals chan os.Signal) error {
	<-signals
	return a.Stop(ctx) // want `Stop waits as long as the slowest client likes: "ctx" has no deadline`
}

func command(a *app.App, signals chan os.Signal) error {
	return serves(context.Background(), a, signals)
}
