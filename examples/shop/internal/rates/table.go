package rates

import (
	"context"
	"log"
	"sync"
	"time"
)

// A Table is a copy of the service's rates that is renewed now and then.
type Table struct {
	client *Client

	mu    sync.RWMutex
	rates map[string]float64
}

// NewTable returns a table with the rates of now.
func NewTable(ctx context.Context, c *Client) (*Table, error) {
	rates, err := c.All(ctx)
	if err != nil {
		return nil, err
	}
	return &Table{client: c, rates: rates}, nil
}

// Rate returns the rate of a currency.
func (t *Table) Rate(currency string) (float64, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	rate, ok := t.rates[currency]
	if !ok {
		return 0, ErrUnknown
	}
	return rate, nil
}

// Refresh renews the rates every interval until ctx ends.
func (t *Table) Refresh(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			t.renew(ctx)
		}
	}
}

// renew asks the service for its rates. If it takes too long the old ones have
// to do.
func (t *Table) renew(ctx context.Context) {
	fresh := make(chan map[string]float64)
	go func() {
		rates, err := t.client.All(ctx)
		if err != nil {
			log.Printf("rates: %v", err)
		}
		fresh <- rates
	}()
	select {
	case rates := <-fresh:
		if rates != nil {
			t.mu.Lock()
			t.rates = rates
			t.mu.Unlock()
		}
	case <-time.After(2 * time.Second):
		log.Print("rates: no answer; keeping the old ones")
	}
}
