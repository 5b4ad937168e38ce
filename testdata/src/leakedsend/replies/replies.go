// Package replies holds channels in the fields of requests that a worker answers.
package replies

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

func compute(string) (int, error) { return 0, nil }

type question struct {
	text   string
	answer chan int
}

type desk struct{ questions chan *question }

func (d *desk) work() {
	for q := range d.questions {
		n, err := compute(q.text)
		if err != nil {
			q.answer <- -1 // want `this send to "q.answer" blocks for ever once "ask", which alone receives, has left by the case at line 45: the goroutine leaks with all it holds; make the channel with a capacity of 1, or send in a select with the end of a context`
			continue
		}
		q.answer <- n
	}
}

func (d *desk) ask(ctx context.Context, text string) (int, error) {
	if text == "" {
		return 0, errors.New("nothing asked")
	}
	q := &question{text: text, answer: make(chan int)}
	select {
	case d.questions <- q:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case n := <-q.answer:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// A constructor makes it, and the caller's patience is a timer.
type errand struct {
	where string
	done  chan error
}

func newErrand(where string) *errand {
	return &errand{where: where, done: make(chan error)}
}

func (e *errand) run() {
	_, err := compute(e.where)
	e.done <- err // want `this send to "e.done" blocks for ever once "send", which alone receives, has left by the case at line 73`
}

type runner interface{ run() }

func send(pool chan<- runner, where string) error {
	e := newErrand(where)
	pool <- e
	select {
	case err := <-e.done:
		return err
	case <-time.After(time.Second):
		return errors.New("too late")
	}
}

// A local variable of the asker holds the channel as well.
type ticket struct{ ready chan struct{} }

var line = make(chan ticket)

func serve() {
	for t := range line {
		t.ready <- struct{}{} // want `once "queue", which alone receives, has left by the case at line 95`
	}
}

func queue(ctx context.Context) error {
	ready := make(chan struct{})
	line <- ticket{ready}
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Each subscriber receives as long as its client stays; room only delays.
type subscriber struct{ events chan string }

type board struct {
	mu          sync.Mutex
	subscribers map[*subscriber]bool
}

func (b *board) publish(event string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subscribers {
		s.events <- event // want `this send to "s.events" blocks for ever once "ServeHTTP", which alone receives, has left by the case at line 126: the goroutine leaks with all it holds; send in a select with the end of a context, or with a channel that is closed when the receiver leaves`
	}
}

func (b *board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := &subscriber{events: make(chan string, 16)}
	b.mu.Lock()
	b.subscribers[s] = true
	b.mu.Unlock()
	defer b.remove(s)
	for {
		select {
		case e := <-s.events:
			_, _ = w.Write([]byte(e))
		case <-r.Context().Done():
			return
		}
	}
}

func (b *board) remove(s *subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.subscribers, s)
}
