// Command command has goroutines that live as long as the process. // want package:"[0-9]+ findings if on a request path"
package main

import (
	"log"
	"net/http"
	"time"
)

var hook = func() {
	never := make(chan int)
	go func() { <-never }()
}

func init() {
	go func() {
		for range time.Tick(time.Minute) {
			log.Print("alive")
		}
	}()
}

func main() {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	go func() {
		for range t.C {
			log.Print("alive")
		}
	}()
	never := make(chan struct{})
	go func() { <-never }()
	serve()
}

// It serves for as long.
func serve() {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	go func() {
		for range t.C {
			log.Print("alive")
		}
	}()
	log.Fatal(http.ListenAndServe(":0", nil))
}
