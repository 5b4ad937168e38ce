// Package signals ends the process on signals.
package signals

import (
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func serves(h http.Handler) error { return http.ListenAndServe(":80", h) }

func exits() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-c
		log.Print("bye")
		os.Exit(0) // want `"os.Exit" on a signal cuts off the requests that run, as nothing shuts down the server at signals.go:12`
	}()
}

func selects(done chan struct{}) {
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	select {
	case s := <-c:
		log.Fatal(s) // want `"log.Fatal" on a signal`
	case <-done:
	}
}

// Another signal asks for something else.
func reloads() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	for range c {
		os.Exit(3)
	}
}

func cleanUp() {}

// What is called before may shut the server down.
func cleansUp() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
	cleanUp()
	os.Exit(0)
}

// Who sends a second signal does not want to wait.
func insists(stop func()) {
	c := make(chan os.Signal, 2)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		stop()
		<-c
		os.Exit(1)
	}()
}

// It only returns.
func waits() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
}
