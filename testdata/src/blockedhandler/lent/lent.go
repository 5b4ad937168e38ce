// Package lent hands literals that send to others.
package lent

import (
	"context"
	"net/http"
	"time"

	"example.org/dep"
)

type point struct{ client *dep.Client }

func handler(w http.ResponseWriter, r *http.Request) {
	p := &point{client: new(dep.Client)}
	p.ask()
	p.bare()
	each := limited()
	each("x")
}

// The channel of each call has room for what comes: silent.
func (p *point) ask() error {
	answer := make(chan string, 1)
	p.client.Each(func(event string) { answer <- event })
	return first(answer)
}

func (p *point) bare() {
	answer := make(chan string, 1)
	p.client.Each(func(event string) {
		answer <- event
	})
}

func first(answer <-chan string) error {
	select {
	case <-answer:
	case <-time.After(time.Second):
	}
	return nil
}

// All calls of what limited returns share a channel.
func limited() func(string) {
	jobs := make(chan string, 1)
	return func(name string) {
		jobs <- name // want `waits for "jobs" to take a value`
	}
}

// All requests share the channel of the factory.
func routes(mux *http.ServeMux) {
	events := make(chan string, 1)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		events <- r.URL.Path // want `waits for "events" to take a value`
	})
}

// A handler of a server that a context can stop.
func serve(ctx context.Context, events chan string) {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		accept(r, events)
		either(r, events)
		either(r, make(chan string, 1))
	})
}

// All who call accept share their channel with others.
func accept(r *http.Request, events chan<- string) {
	events <- r.URL.Path // want `waits for "events" to take a value`
}

// One of the channels has room.
func either(r *http.Request, events chan<- string) {
	events <- r.URL.Path
}
