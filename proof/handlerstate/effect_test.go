package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

const clients = 8

// TestMain is the server, and its clients, in the process that the test starts.
func TestMain(m *testing.M) {
	requests, err := strconv.Atoi(os.Getenv("PROOF_HITS"))
	if err != nil {
		os.Exit(m.Run())
	}
	hits := httptest.NewServer(newServer().routes())
	pages, err := json.Marshal(strings.Split(strings.Repeat("/a /b /c /d ", 250), " "))
	if err != nil {
		panic(err)
	}
	var browsers sync.WaitGroup
	for range clients {
		browsers.Go(func() {
			for range requests {
				post(hits, pages)
			}
		})
	}
	browsers.Wait()
}

func post(hits *httptest.Server, pages []byte) {
	resp, err := hits.Client().Post(hits.URL+"/hits", "application/json", bytes.NewReader(pages))
	if err != nil {
		panic(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		panic(resp.Status)
	}
}

// serve runs the server for so many requests of each client, and returns what it has
// printed.
func serve(requests int) (string, error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprint("PROOF_HITS=", requests))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestEffect(t *testing.T) {
	out, err := serve(500)
	end := "all requests are answered"
	switch {
	case strings.Contains(out, "fatal error: concurrent map "): // writes, iteration, ...
		end = "the process dies of concurrent access to a map"
	case err != nil:
		end = fmt.Sprintf("%v\n%s", err, out)
	}
	measure.Report(t, fmt.Sprint(clients, " clients tell at one time which pages they have shown"), end)
}
