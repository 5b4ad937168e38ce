// Command direct starts a server of another package, and ends on a signal.
package main

import (
	"os"
	"os/signal"

	"fixtures/shutdown/program/web"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go web.Serve()
	<-c
	os.Exit(0) // want `"os.Exit" on a signal cuts off the requests that run, as nothing shuts down the server at web.go:7, in "Serve"`
}
