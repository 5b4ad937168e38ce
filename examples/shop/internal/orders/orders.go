// Package orders takes orders.
package orders

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/feed"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/warehouse"
)

// A Ledger keeps orders.
type Ledger interface {
	Product(ctx context.Context, sku string) (store.Product, error)
	SaveOrder(ctx context.Context, o store.Order) (int64, error)
}

// A Service takes orders.
type Service struct {
	ledger    Ledger
	feed      *feed.Feed
	warehouse *warehouse.Client // nil: there is none
}

// NewService returns a service that keeps orders in l, tells them to f, and has
// them sent by w unless that is nil.
func NewService(l Ledger, f *feed.Feed, w *warehouse.Client) *Service {
	return &Service{l, f, w}
}

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
	if err != nil {
		return store.Order{}, err
	}
	s.feed.Publish(o)
	if s.warehouse != nil {
		go s.send(o) // the customer need not wait for that
	}
	return o, nil
}

// send asks the warehouse to send what is ordered.
func (s *Service) send(o store.Order) {
	if err := s.warehouse.Send(context.Background(), o); err != nil {
		log.Printf("order %d: %v", o.ID, err)
	}
}
