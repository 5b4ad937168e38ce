// Command shop is a small web shop: products and orders in SQLite, prices in
// other currencies by way of a rates service.
//
// It is the demonstration of concurrencylint: it runs, its tests pass, and it
// contains one mistake of each rule. See README.md.
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

	"golang.org/x/sync/errgroup"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/admin"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/api"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/feed"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/orders"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/rates"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/ratesd"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/scanner"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/serve"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/warehouse"
)

// A config is what the command line says.
type config struct {
	addr, adminAddr, scannerAddr string
	db, backups                  string
	rates, warehouse             string
}

func main() {
	var c config
	flag.StringVar(&c.addr, "addr", "127.0.0.1:8080", "address for customers")
	flag.StringVar(&c.adminAddr, "admin", "127.0.0.1:8081", "address for those who run the shop")
	flag.StringVar(&c.scannerAddr, "scanner", "127.0.0.1:8082", "address for barcode scanners")
	flag.StringVar(&c.db, "db", "shop.db", "SQLite `file`")
	flag.StringVar(&c.backups, "backups", ".", "`directory` for backups")
	flag.StringVar(&c.rates, "rates", "", "`URL` of the rates service; without it the shop starts a small one itself")
	flag.StringVar(&c.warehouse, "warehouse", "", "`URL` that gets each order, if any")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, c); err != nil {
		log.Fatal(err)
	}
}

// run serves until ctx ends or something fails.
func run(ctx context.Context, c config) (err error) {
	if c.rates == "" {
		upstream, err := ratesd.Start()
		if err != nil {
			return fmt.Errorf("rates service: %w", err)
		}
		defer upstream.Close()
		c.rates = upstream.URL
	}
	st, err := store.Open(ctx, c.db)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()

	client := rates.NewClient(c.rates)
	table, err := rates.NewTable(ctx, client)
	if err != nil {
		return fmt.Errorf("rates: %w", err)
	}
	// Requests that are still under way when ctx has ended need the table.
	refreshing, stop := context.WithCancel(context.WithoutCancel(ctx))
	refreshed := make(chan struct{})
	go func() {
		defer close(refreshed)
		table.Refresh(refreshing, time.Minute)
	}()
	defer func() {
		stop()
		<-refreshed
	}()
	return serveAll(ctx, c, st, table, client)
}

// serveAll serves customers, staff and scanners until ctx ends or one of the three
// servers fails.
func serveAll(ctx context.Context, c config, st *store.Store, table *rates.Table, client *rates.Client) error {
	var wh *warehouse.Client
	if c.warehouse != "" {
		wh = warehouse.NewClient(c.warehouse)
	}
	events := feed.New()
	customers := &http.Server{
		Handler:           api.New(st, orders.NewService(st, events, wh), table, client).Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	// A backup takes as long as it takes: no timeouts.
	staff := &http.Server{Handler: admin.New(st, table, client, events, c.backups).Handler()}
	staff.RegisterOnShutdown(events.Close)
	var lc net.ListenConfig
	scanners, err := lc.Listen(ctx, "tcp", c.scannerAddr)
	if err != nil {
		return err
	}

	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return serve.Run(ctx, c.addr, customers) })
	g.Go(func() error { return serve.Run(ctx, c.adminAddr, staff) })
	g.Go(func() error { return scanner.Serve(ctx, scanners, st) })
	return g.Wait()
}
