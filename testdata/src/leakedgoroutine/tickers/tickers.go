// Package tickers has goroutines that wait for a ticker that is stopped. // want package:"[0-9]+ findings if on a request path"
package tickers

import (
	"log"
	"time"
)

func copyAll(src []int) { log.Print(len(src)) }

func progress(src []int) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	go func() { // want `this goroutine never ends, and each call of "progress" leaves one behind: "Stop" does not close the ticker's channel, and the loop at line 15 has no other way out`
		for range t.C {
			log.Print("copying")
		}
	}()
	copyAll(src)
}

func handedOn(src []int) {
	t := time.NewTicker(time.Second)
	go report(t) // want `each call of "handedOn" leaves one behind`
	copyAll(src)
	t.Stop()
}

func report(t *time.Ticker) {
	for {
		<-t.C
		log.Print("copying")
	}
}

// The goroutine learns when it is over.
func told(src []int) {
	t := time.NewTicker(time.Second)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-t.C:
				log.Print("copying")
			case <-done:
				return
			}
		}
	}()
	copyAll(src)
	t.Stop()
	close(done)
}

// The ticker is the goroutine's own, and nobody says that the call ends it.
func own() {
	t := time.NewTicker(time.Second)
	go func() {
		defer t.Stop()
		for range t.C {
			log.Print("alive")
		}
	}()
}
