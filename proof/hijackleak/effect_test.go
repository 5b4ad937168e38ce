package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const clients = 100
	log.SetOutput(io.Discard)
	synctest.Test(t, func(t *testing.T) {
		s := &server{func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("refused") }, ""}
		tunnels := measure.Serve(t, &http.Server{Handler: s.routes()})
		for range clients {
			conn, err := tunnels.Dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, "POST /tunnel HTTP/1.1\r\nHost: tunnel\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(24 * time.Hour)
		measure.Report(t, fmt.Sprint(clients, " clients ask for a tunnel to a server that is down, and wait"),
			fmt.Sprint("after a day ", tunnels.Open(), " connections are open"))
	})
}
