package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/concurrencylint/concurrencylint/examples/shop/internal/admin"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/api"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/feed"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/orders"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/rates"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/ratesd"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/scanner"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/store"
	"github.com/concurrencylint/concurrencylint/examples/shop/internal/warehouse"
)

// A shop has a database and a rates service of its own.
type shop struct {
	api, admin http.Handler
	store      *store.Store
	sent       chan store.Order // what the warehouse got
	backups    string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	upstream := httptest.NewServer(ratesd.Handler())
	t.Cleanup(upstream.Close)
	sent := make(chan store.Order, 10)
	wh := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var o store.Order
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
			t.Error(err)
		}
		sent <- o
	}))
	t.Cleanup(wh.Close)
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
	go table.Refresh(t.Context(), time.Hour)
	events, backups := feed.New(), t.TempDir()
	return &shop{
		api:     api.New(st, orders.NewService(st, events, warehouse.NewClient(wh.URL)), table, client).Handler(),
		admin:   admin.New(st, table, client, events, backups).Handler(),
		store:   st,
		sent:    sent,
		backups: backups,
	}
}

// ask returns the status and the body of the answer.
func ask(h http.Handler, method, path, body string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w.Code, strings.TrimSpace(w.Body.String())
}

func TestEndpoints(t *testing.T) {
	s := newShop(t)
	tests := []struct {
		server             http.Handler
		method, path, body string
		code               int
		want               string
	}{
		{s.api, "GET", "/products", "", 200, `[{"sku":"cup","name":"Cup without handle","cents":1200},{"sku":"pot","name":"Cast-iron pot","cents":4900},{"sku":"tea","name":"Green tea, 100 g","cents":650}]`},
		{s.api, "GET", "/products/tea", "", 200, `{"sku":"tea","name":"Green tea, 100 g","cents":650}`},
		{s.api, "GET", "/products/tea?currency=GBP", "", 200, `{"sku":"tea","name":"Green tea, 100 g","cents":559}`},
		{s.api, "GET", "/products/tea?currency=XXX", "", 404, "unknown currency"},
		{s.api, "GET", "/products/jam", "", 404, "not found"},
		{s.api, "POST", "/quotes", `{"sku":"cup","currencies":["CHF","USD"]}`, 200, `[{"currency":"CHF","cents":1128},{"currency":"USD","cents":1392}]`},
		{s.api, "POST", "/quotes", `{"sku":"cup","currencies":["CHF","XXX"]}`, 404, "XXX: unknown currency"},
		{s.api, "POST", "/quotes", `{`, 400, "bad request: unexpected EOF"},
		{s.api, "POST", "/orders", `{"sku":"pot","quantity":2}`, 201, `{"id":1,"sku":"pot","quantity":2,"cents":9800}`},
		{s.api, "POST", "/orders", `{"sku":"pot","quantity":0}`, 400, "bad request: quantity must be between 1 and 100"},
		{s.api, "POST", "/orders", `{"sku":"jam","quantity":1}`, 404, "product jam: not found"},
		{s.api, "GET", "/orders/1", "", 200, `{"id":1,"sku":"pot","quantity":2,"cents":9800}`},
		{s.api, "GET", "/orders/2", "", 404, "not found"},
		{s.api, "GET", "/stats", "", 200, `{"GET /orders/{id}":2,"GET /products":1,"GET /products/{sku}":4,"POST /orders":3,"POST /quotes":3}`},
		{s.admin, "GET", "/report", "", 200, `{"sales":[{"sku":"pot","quantity":2,"cents":9800}],"total":{"CHF":9212,"EUR":9800,"GBP":8428,"JPY":1678740,"USD":11368}}`},
		{s.admin, "POST", "/rates", "", 204, ""},
		{s.admin, "POST", "/backup", "", 204, ""},
	}
	for _, tt := range tests {
		code, got := ask(tt.server, tt.method, tt.path, tt.body)
		if code != tt.code || got != tt.want {
			t.Errorf("%s %s %s: %d %s, want %d %s", tt.method, tt.path, tt.body, code, got, tt.code, tt.want)
		}
	}
	if o := <-s.sent; o.SKU != "pot" {
		t.Errorf("the warehouse got %+v", o)
	}
	if files, err := os.ReadDir(s.backups); err != nil || len(files) != 1 {
		t.Errorf("backups: %v, %v", files, err)
	}
}

// TestLimit: who asks too often is turned away.
func TestLimit(t *testing.T) {
	s := newShop(t)
	for range 1000 {
		if code, _ := ask(s.api, "GET", "/products/tea", ""); code == http.StatusTooManyRequests {
			return
		}
	}
	t.Error("no limit")
}

// TestFeed: whoever follows the orders gets the old ones and the new ones.
func TestFeed(t *testing.T) {
	s := newShop(t)
	staff := httptest.NewServer(s.admin)
	defer staff.Close()
	if code, body := ask(s.api, "POST", "/orders", `{"sku":"tea","quantity":1}`); code != http.StatusCreated {
		t.Fatal(body)
	}
	conn, _, err := websocket.Dial(t.Context(), staff.URL+"/orders", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	for id := int64(1); id <= 3; id++ {
		var o store.Order
		if err := wsjson.Read(t.Context(), conn, &o); err != nil || o.ID != id {
			t.Fatalf("got %+v, %v, want order %d", o, err, id)
		}
		ask(s.api, "POST", "/orders", `{"sku":"tea","quantity":2}`)
	}
}

func TestScanner(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	st := newShop(t).store
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	served := make(chan error, 1)
	go func() { served <- scanner.Serve(ctx, l, st) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewScanner(conn)
	for sku, want := range map[string]string{"tea": "Green tea, 100 g 6.50", "jam": "not found"} {
		fmt.Fprintln(conn, sku)
		if !answers.Scan() || answers.Text() != want {
			t.Errorf("%s: got %q, want %q", sku, answers.Text(), want)
		}
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
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
	c := config{addr: addr, adminAddr: "127.0.0.1:0", scannerAddr: "127.0.0.1:0", db: filepath.Join(t.TempDir(), "shop.db")}
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, c) }()
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
