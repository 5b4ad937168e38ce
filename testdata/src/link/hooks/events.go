package hooks

import (
	"net/http"

	"example.org/dep"
)

var client = new(dep.Client)

func watch(w http.ResponseWriter, r *http.Request) {
	client.AddEventHandler(func(event string) { received(event) })
	client.Each(func(event string) { listed(event) })
}

// It runs when events come, not for the request.
func received(event string) {}

// way: handler "watch" via "function literal in watch" → "listed"
func listed(event string) {}
