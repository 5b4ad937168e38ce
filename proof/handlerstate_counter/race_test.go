//go:build race

package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

const clients = 8

// TestMain is the server, and its clients, in the process that the test starts.
func TestMain(m *testing.M) {
	if os.Getenv("PROOF_ORDERS") == "" {
		os.Exit(m.Run())
	}
	orders := httptest.NewServer(new(server).routes())
	var browsers sync.WaitGroup
	for range clients {
		browsers.Go(func() {
			for range 100 {
				resp, err := orders.Client().Post(orders.URL+"/pages", "application/json", strings.NewReader(`["/", "/order"]`))
				if err != nil {
					panic(err)
				}
				resp.Body.Close()
			}
		})
	}
	browsers.Wait()
}

func TestRace(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PROOF_ORDERS=1")
	out, err := cmd.CombinedOutput()
	end := "it reports nothing"
	switch {
	case strings.Contains(string(out), "WARNING: DATA RACE"):
		end = "it reports a data race"
	case err != nil:
		end = fmt.Sprintf("%v\n%s", err, out)
	}
	measure.Report(t, fmt.Sprint(clients, " clients have a counter counted up under the race detector"), end)
}
