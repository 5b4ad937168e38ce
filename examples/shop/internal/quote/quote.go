// Package quote prices a product in several currencies at once.
package quote

import (
	"context"
	"fmt"
	"math"

	"golang.org/x/sync/errgroup"
)

// A Source knows rates.
type Source interface {
	Rate(ctx context.Context, currency string) (float64, error)
}

// A Price is an amount in a currency, in hundredths.
type Price struct {
	Currency string `json:"currency"`
	Cents    int64  `json:"cents"`
}

// All converts cents into each of the currencies.
func All(ctx context.Context, src Source, cents int64, currencies []string) ([]Price, error) {
	prices := make([]Price, len(currencies))
	g, ctx := errgroup.WithContext(ctx)
	for i, currency := range currencies {
		g.Go(func() error {
			rate, err := src.Rate(ctx, currency)
			if err != nil {
				return fmt.Errorf("%s: %w", currency, err)
			}
			prices[i] = Price{currency, Convert(cents, rate)}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return prices, nil
}

// Convert multiplies an amount by a rate.
func Convert(cents int64, rate float64) int64 {
	return int64(math.Round(float64(cents) * rate))
}
