// Package report sums up what the shop has sold.
package report

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/quote"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// A Ledger knows what was sold.
type Ledger interface {
	Sales(ctx context.Context) ([]store.Sale, error)
}

// A Source knows the rates of all currencies.
type Source interface {
	All(ctx context.Context) (map[string]float64, error)
}

// A Report is about all orders so far.
type Report struct {
	Sales []store.Sale     `json:"sales"`
	Total map[string]int64 `json:"total"` // in hundredths of each currency
}

// Make asks the ledger and the source, both at once.
func Make(ctx context.Context, l Ledger, src Source) (Report, error) {
	var sales []store.Sale
	var rates map[string]float64
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		sales, err = l.Sales(gctx)
		return err
	})
	g.Go(func() (err error) {
		rates, err = src.All(ctx)
		return err
	})
	if err := g.Wait(); err != nil {
		return Report{}, err
	}
	var cents int64
	for _, s := range sales {
		cents += s.Cents
	}
	total := make(map[string]int64, len(rates))
	for currency, rate := range rates {
		total[currency] = quote.Convert(cents, rate)
	}
	return Report{sales, total}, nil
}
