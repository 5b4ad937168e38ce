package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/api"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/orders"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/rates"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/ratesd"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
)

// newShop returns the shop with a database and a rates service of its own.
func newShop(t *testing.T) http.Handler {
	t.Helper()
	upstream := httptest.NewServer(ratesd.Handler())
	t.Cleanup(upstream.Close)
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	client := rates.NewClient(upstream.URL)
	table, err := rates.NewTable(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	return api.New(st, orders.NewService(st), table, client).Handler()
}

func TestEndpoints(t *testing.T) {
	shop := newShop(t)
	tests := []struct {
		method, path, body string
		code               int
		want               string
	}{
		{"GET", "/products", "", 200, `[{"sku":"cup","name":"Cup without handle","cents":1200},{"sku":"pot","name":"Cast-iron pot","cents":4900},{"sku":"tea","name":"Green tea, 100 g","cents":650}]`},
		{"GET", "/products/tea", "", 200, `{"sku":"tea","name":"Green tea, 100 g","cents":650}`},
		{"GET", "/products/tea?currency=GBP", "", 200, `{"sku":"tea","name":"Green tea, 100 g","cents":559}`},
		{"GET", "/products/tea?currency=XXX", "", 404, "unknown currency"},
		{"GET", "/products/jam", "", 404, "not found"},
		{"POST", "/quotes", `{"sku":"cup","currencies":["CHF","USD"]}`, 200, `[{"currency":"CHF","cents":1128},{"currency":"USD","cents":1392}]`},
		{"POST", "/quotes", `{"sku":"cup","currencies":["CHF","XXX"]}`, 404, "XXX: unknown currency"},
		{"POST", "/quotes", `{`, 400, "bad request: unexpected EOF"},
		{"POST", "/orders", `{"sku":"pot","quantity":2}`, 201, `{"id":1,"sku":"pot","quantity":2,"cents":9800}`},
		{"POST", "/orders", `{"sku":"pot","quantity":0}`, 400, "bad request: quantity must be between 1 and 100"},
		{"POST", "/orders", `{"sku":"jam","quantity":1}`, 404, "product jam: not found"},
		{"GET", "/orders/1", "", 200, `{"id":1,"sku":"pot","quantity":2,"cents":9800}`},
		{"GET", "/orders/2", "", 404, "not found"},
		{"GET", "/stats", "", 200, `{"GET /orders/{id}":2,"GET /products":1,"GET /products/{sku}":4,"POST /orders":3,"POST /quotes":3}`},
	}
	for _, tt := range tests {
		w := httptest.NewRecorder()
		shop.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, strings.NewReader(tt.body)))
		if got := strings.TrimSpace(w.Body.String()); w.Code != tt.code || got != tt.want {
			t.Errorf("%s %s %s: %d %s, want %d %s", tt.method, tt.path, tt.body, w.Code, got, tt.code, tt.want)
		}
	}
}

// TestRun starts the whole program, asks it something and stops it.
func TestRun(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	l := httptest.NewUnstartedServer(nil).Listener // a free port
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, addr, filepath.Join(t.TempDir(), "shop.db"), "") }()
	if got := get(ctx, t, "http://"+addr+"/products/cup"); !strings.Contains(got, `"cents":1200`) {
		t.Errorf("got %s", got)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
}

// get asks until the server is up.
func get(ctx context.Context, t *testing.T, url string) string {
	t.Helper()
	retry := time.NewTicker(10 * time.Millisecond)
	defer retry.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			select {
			case <-ctx.Done():
				t.Fatal(err)
			case <-retry.C:
			}
			continue
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
}
