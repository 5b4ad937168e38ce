// Package store ends the process on signals, and knows of no server.
package store

import (
	"log"
	"os"
	"os/signal"
	"syscall"
)

func Close() {}

// Open is called by what serves. Only the command sees both.
func Open() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	go func() {
		s := <-c
		log.Print(s)
		Close()
		os.Exit(0) // cuts off requests
	}()
}

// Follow is called by what does not serve.
func Follow() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
	os.Exit(0)
}

// Wait is called by what shuts its server down.
func Wait() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	go func() {
		<-c
		os.Exit(0)
	}()
}
