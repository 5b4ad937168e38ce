// Package orders takes orders.
package orders

import (
	"context"
	"fmt"
	"time"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// A Ledger keeps orders.
type Ledger interface {
	Product(ctx context.Context, sku string) (store.Product, error)
	SaveOrder(ctx context.Context, o store.Order) (int64, error)
}

// A Service takes orders.
type Service struct{ ledger Ledger }

// NewService returns a service that keeps orders in l.
func NewService(l Ledger) *Service { return &Service{l} }

// Place orders a quantity of a product at today's price.
func (s *Service) Place(sku string, quantity int64) (store.Order, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	p, err := s.ledger.Product(ctx, sku)
	if err != nil {
		return store.Order{}, fmt.Errorf("product %s: %w", sku, err)
	}
	o := store.Order{SKU: sku, Quantity: quantity, Cents: p.Cents * quantity}
	o.ID, err = s.ledger.SaveOrder(ctx, o)
	return o, err
}
