// Package yielded has functions that give their caller's lock up for a moment,
// and owners of locks that literals capture.
package yielded

import (
	"net/http"
	"sync"
)

type outbox struct {
	mu      sync.Mutex
	pending map[string]int
	busy    bool
}

var front = &outbox{pending: map[string]int{}} // serves all requests

func send(map[string]int) {}

// flush has the lock when it returns, on each way.
func (o *outbox) flush() bool {
	if o.busy {
		return false
	}
	o.mu.Unlock()
	send(nil)
	o.mu.Lock()
	return true
}

func (o *outbox) flushed(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.pending["x"] = 1 // silent
}

// leaky has it on one way only.
func (o *outbox) leaky() bool {
	o.mu.Unlock()
	send(nil)
	if o.busy {
		return false
	}
	o.mu.Lock()
	return true
}

func (o *outbox) leaked(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.leaky()
	o.pending["x"] = 1 // want `field "outbox.pending" is a map`
}

// stall takes it again as it returns.
func (o *outbox) stall() {
	if len(o.pending) < 3 {
		return
	}
	o.mu.Unlock()
	defer o.mu.Lock()
	send(nil)
}

func (o *outbox) always() {
	o.mu.Unlock()
	defer o.mu.Lock()
	send(nil)
}

func (o *outbox) stalled(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.stall()
	o.always()
	o.pending["x"] = 1 // silent
	o.mu.Unlock()
}

// hasty lets go of it as it returns, though it gave it up in between.
func (o *outbox) hasty() {
	defer o.mu.Unlock()
	o.mu.Unlock()
	send(nil)
	o.mu.Lock()
}

func (o *outbox) hastened(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	o.hasty()
	o.pending["x"] = 1 // want `field "outbox.pending" is a map`
}

// early promises to let go of it before it takes it.
func (o *outbox) early() {
	defer o.mu.Unlock()
	o.mu.Lock()
	o.pending["early"] = 1 // silent
}

func (o *outbox) earlier(w http.ResponseWriter, r *http.Request) {
	o.early()
	o.pending["late"] = 1 // want `field "outbox.pending" is a map`
}

// office hands its outbox out.
type office struct {
	box    *outbox
	others []*outbox
}

func (f *office) get() *outbox           { return f.box }
func (f *office) find() (*outbox, error) { return f.box, nil }

func (f *office) captured(w http.ResponseWriter, r *http.Request) {
	o := f.get()
	defer func() { send(o.pending) }()
	o.mu.Lock()
	o.pending["x"] = 1 // silent
	o.mu.Unlock()
	o.pending["y"] = 1 // want `field "outbox.pending" is a map`
	p, err := f.find()
	defer func() { send(p.pending) }()
	if err == nil {
		p.mu.Lock()
		p.pending["x"] = 1 // silent
		p.mu.Unlock()
	}
}

// own locks a thing of its own, which guards nothing.
func (f *office) own(w http.ResponseWriter, r *http.Request) {
	mine := &outbox{pending: f.get().pending}
	defer func() { send(mine.pending) }()
	mine.mu.Lock()
	f.box.pending["x"] = 1 // want `field "outbox.pending" is a map`
	mine.mu.Unlock()
}
