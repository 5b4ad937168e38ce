// Package contexts shuts servers down with contexts of all sorts. // want package:"forwards contexts to Shutdown"
package contexts

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"
)

func woken(ctx context.Context, srv *http.Server, errs chan error) error {
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return srv.Shutdown(ctx) // want `"ctx" has ended when Shutdown is called with it, at line 21 at the latest: no request is waited for`
	}
}

func signalled(srv *http.Server) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	<-ctx.Done()
	srv.Shutdown(ctx) // want `"ctx" has ended`
}

// A context made from one that has ended has ended, whatever its deadline.
func derived(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	srv.Shutdown(grace) // want `"grace" has ended`
}

func group(srv *http.Server) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.Go(func() error {
		<-ctx.Done()
		return srv.Shutdown(ctx) // want `"ctx" has ended`
	})
	return g.Wait()
}

func afterFunc(ctx context.Context, e *echo.Echo) {
	context.AfterFunc(ctx, func() {
		e.Shutdown(ctx) // want `"ctx" has ended`
	})
}

func cancelled(srv *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	cancel()
	srv.Shutdown(ctx) // want `"ctx" has ended`
}

// However the wait ends, the context has ended then.
func eachCase(srv *http.Server, signals chan os.Signal, broken chan error, done chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-done
		cancel()
	}()
	select {
	case <-signals:
		log.Print("signal")
		cancel()
	case <-ctx.Done():
		log.Print("done")
	case err := <-broken:
		log.Print(err)
		return
	}
	srv.Shutdown(ctx) // want `"ctx" has ended when Shutdown is called with it, at line 73 at the latest`
}

// Only one of the cases says so.
func someCase(parent context.Context, srv *http.Server, signals chan os.Signal) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	select {
	case <-signals:
		log.Print("signal")
	case <-ctx.Done():
	}
	srv.Shutdown(ctx)
}

type app struct {
	ctx context.Context
	srv http.Server
}

func (a *app) field() {
	<-a.ctx.Done()
	a.srv.Shutdown(a.ctx) // want `"a.ctx" has ended`
}

func (a *app) noDeadline() {
	a.srv.Shutdown(context.Background()) // want `Shutdown waits as long as the slowest client likes: "context.Background\(\)" has no deadline`
}

func cancellable(app *fiber.App) error {
	ctx, cancel := context.WithCancel(context.TODO())
	defer cancel()
	return app.ShutdownWithContext(ctx) // want `"ctx" has no deadline`
}

func withoutCancel(ctx context.Context, srv *http.Server) {
	<-ctx.Done()
	srv.Shutdown(context.WithoutCancel(ctx)) // want `has no deadline`
}

// A context of its own, with a deadline.
func graceful(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return srv.Shutdown(grace)
}

// The variable has been given another context since.
func replaced(ctx context.Context, srv *http.Server) error {
	<-ctx.Done()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

// The other case is taken.
func otherCase(ctx context.Context, srv *http.Server, stop chan struct{}) {
	select {
	case <-stop:
		srv.Shutdown(ctx)
	case <-ctx.Done():
	}
}

// It has a deadline where one is configured.
func configured(srv *http.Server, grace time.Duration) {
	ctx := context.Background()
	if grace > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, grace)
		defer cancel()
	}
	srv.Shutdown(ctx)
}

// Close ends what Shutdown waits for.
func closes(srv *http.Server) {
	t := time.AfterFunc(10*time.Second, func() { srv.Close() })
	defer t.Stop()
	srv.Shutdown(context.Background())
}

// A second signal ends the wait.
func secondSignal(srv *http.Server, again chan os.Signal) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-again
		cancel()
	}()
	srv.Shutdown(ctx)
}

// Stop is handed the context by its callers.
func (a *app) Stop(ctx context.Context) error { return a.srv.Shutdown(ctx) }

func stops(a *app) {
	a.Stop(context.Background()) // want `Stop waits as long as the slowest client likes`
}

func stopsInTime(a *app) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // a deadline
	defer cancel()
	a.Stop(ctx)
}

// What runs for as long as the server shuts it down with a deadline of its own: one that
// begins with the server is over by then.
func untilSignal(ctx context.Context, srv *http.Server, signals chan os.Signal) error {
	<-signals
	return srv.Shutdown(ctx) // want `Shutdown waits as long as the slowest client likes: "ctx" has no deadline`
}

func command(ctx context.Context, srv *http.Server, signals chan os.Signal) error {
	return untilSignal(ctx, srv, signals)
}

func commands(srv *http.Server, signals chan os.Signal) {
	command(context.Background(), srv, signals)
	untilSignal(context.TODO(), srv, signals)
}

// One of the callers may end it.
func untilTold(ctx context.Context, srv *http.Server, signals chan os.Signal) error {
	<-signals
	return srv.Shutdown(ctx)
}

func tells(ctx context.Context, srv *http.Server, signals chan os.Signal) {
	untilTold(ctx, srv, signals)
	untilTold(context.Background(), srv, signals)
}

// Who stops may wait for something else first.
func (a *app) Drain(ctx context.Context, idle chan struct{}) error {
	<-idle
	return a.srv.Shutdown(ctx)
}

func drains(a *app, idle chan struct{}) {
	a.Drain(context.Background(), idle) // want `Drain waits as long as the slowest client likes`
}

type provider struct{}

// Shutdown is no server's.
func (provider) Shutdown(context.Context) error { return nil }

func other(p provider) { p.Shutdown(context.Background()) }

type pair[S any] struct {
	srv   *http.Server
	state S
}

func (p *pair[S]) end(ctx context.Context) {
	<-ctx.Done()
	p.srv.Shutdown(ctx) // want `"ctx" has ended`
}
