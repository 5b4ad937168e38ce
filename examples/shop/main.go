// Command shop is a small web shop: products and orders in SQLite, prices in
// other currencies by way of a rates service.
//
// It is the demonstration of concurrencylint: it runs, its tests pass, and it
// contains one mistake of each core rule. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/api"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/orders"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/rates"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/ratesd"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to serve on")
	db := flag.String("db", "shop.db", "SQLite `file`")
	ratesURL := flag.String("rates", "", "`URL` of the rates service; without it the shop starts a small one itself")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, *db, *ratesURL); err != nil {
		log.Fatal(err)
	}
}

// run serves until ctx ends or something fails.
func run(ctx context.Context, addr, db, ratesURL string) (err error) {
	if ratesURL == "" {
		upstream, err := ratesd.Start()
		if err != nil {
			return fmt.Errorf("rates service: %w", err)
		}
		defer upstream.Close()
		ratesURL = upstream.URL
	}
	st, err := store.Open(ctx, db)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()

	client := rates.NewClient(ratesURL)
	table, err := rates.NewTable(ctx, client)
	if err != nil {
		return fmt.Errorf("rates: %w", err)
	}
	refreshed := make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer close(refreshed)
		table.Refresh(ctx, time.Minute)
	}()
	defer func() {
		cancel()
		<-refreshed
	}()

	handler := api.New(st, orders.NewService(st), table, client).Handler()
	return serve(ctx, addr, handler)
}

// serve serves until ctx ends, and then lets requests under way finish.
func serve(ctx context.Context, addr string, h http.Handler) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	log.Printf("serving on http://%s", l.Addr())
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(drain); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
