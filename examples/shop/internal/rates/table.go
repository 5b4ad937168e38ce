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
	reload chan chan struct{}

	mu    sync.RWMutex
	rates map[string]float64
}

// NewTable returns a table with the rates of now.
func NewTable(ctx context.Context, c *Client) (*Table, error) {
	rates, err := c.All(ctx)
	if err != nil {
		return nil, err
	}
	return &Table{client: c, reload: make(chan chan struct{}), rates: rates}, nil
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

// Reload renews the rates at once. Refresh does it, so that an older answer of the
// service never replaces a newer one.
func (t *Table) Reload() {
	done := make(chan struct{})
	t.reload <- done
	<-done
}

// Refresh renews the rates every interval, and for Reload, until ctx ends.
func (t *Table) Refresh(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			t.renew(ctx)
		case done := <-t.reload:
			t.renew(ctx)
			close(done)
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
