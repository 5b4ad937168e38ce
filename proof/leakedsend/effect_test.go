package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// starter starts the goroutines that may leak.
const starter = "github.com/concurrencylint/concurrencylint/proof/leakedsend.(*server).price"

func TestEffect(t *testing.T) {
	before := measure.Leaked(starter)
	const clients = 500
	arrived := make(chan struct{})
	warehouse := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
	}))
	prices := httptest.NewServer((&server{warehouse.URL}).routes())
	for range clients {
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			<-arrived
			leave()
		}()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, prices.URL+"/prices/7", nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := prices.Client().Do(req); err == nil {
			resp.Body.Close()
			t.Fatal("answered: ", resp.Status)
		}
	}
	prices.Close()
	warehouse.Close()
	left := measure.Leaked(starter) - before
	measure.Report(t, fmt.Sprint(clients, " clients ask for a price and leave before the warehouse answers"),
		fmt.Sprint(left, " goroutines are left"))
}
