package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// starter starts the goroutines that may leak.
const starter = "github.com/concurrencylint/concurrencylint/proof/leakedsend.(*server).price"

func TestEffect(t *testing.T) {
	before := measure.Leaked(starter)
	const clients = 500
	log.SetOutput(io.Discard)
	warehouse := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
	}))
	prices := httptest.NewServer((&server{warehouse.URL, time.Millisecond}).routes())
	for range clients {
		resp, err := prices.Client().Get(prices.URL + "/prices/7")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusGatewayTimeout {
			t.Fatal(resp.Status)
		}
	}
	prices.Close()
	warehouse.Close()
	left := measure.Leaked(starter) - before
	measure.Report(t, fmt.Sprint(clients, " clients ask for a price, and the server gives up on a slow warehouse"),
		fmt.Sprint(left, " goroutines are left"))
}
