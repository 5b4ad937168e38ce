// Package onpath holds calls without a context at hand. // want package:"2 findings if on a request path"
package onpath

import (
	"net/http"
	"os/exec"
)

func handler(w http.ResponseWriter, r *http.Request) {
	load()
	go refresh()
	s := store{}
	s.CloseUpstream()
}

func load() {
	fetch()
}

func fetch() {
	http.Get("http://upstream") // want `^"http.Get" keeps waiting for the response when the client of handler "handler" via "load" → "fetch" has left; hand a context down to here and use http.NewRequestWithContext\(ctx, ...\) and Do$`
}

// Only a goroutine that no request waits for comes here.
func refresh() {
	http.Get("http://upstream")
}

// No handler comes here.
func tool() {
	exec.Command("sync").Run()
}

type store struct{}

// What cleans up must do so when the client has left, too.
func (store) CloseUpstream() {
	http.Post("http://upstream/close", "", nil)
}
