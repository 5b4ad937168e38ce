package main

import (
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

func TestEffect(t *testing.T) {
	const clients = 100
	synctest.Test(t, func(t *testing.T) {
		hello := measure.Serve(t, newServer(""))
		for range clients {
			conn, err := hello.Dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			go func() {
				_, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: hello\r\nX-Slow: ")
				for byte := time.NewTicker(time.Minute); err == nil; {
					select {
					case <-byte.C:
						_, err = io.WriteString(conn, "a")
					case <-t.Context().Done():
						return
					}
				}
			}()
		}
		time.Sleep(24 * time.Hour)
		measure.Report(t, fmt.Sprint(clients, " clients send a byte of their header a minute"),
			fmt.Sprint("after a day ", hello.Open(), " connections are open"))
	})
}
