// Package silent has handlers that wait as they should. // want package:"1 findings if on a request path"
package silent

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

type server struct {
	jobs    chan string
	queue   chan string
	ready   chan struct{}
	lock    chan struct{}
	mu      sync.Mutex
	changed *sync.Cond
	count   int
	errs    chan error
	out     chan string
}

func newServer(size int) *server {
	s := &server{jobs: make(chan string, 64), queue: make(chan string, size), ready: make(chan struct{}), lock: make(chan struct{}, 1)}
	go func() {
		time.Sleep(time.Second)
		close(s.ready)
	}()
	return s
}

// Watched.
func (s *server) watched(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.errs:
	case <-r.Context().Done():
	}
	done := r.Context().Done()
	select {
	case s.out <- "x":
	case <-done:
	}
	<-r.Context().Done()
}

// Never waits, or not for long.
func (s *server) brief(w http.ResponseWriter, r *http.Request) {
	select {
	case s.out <- "x":
	default:
	}
	select {
	case <-s.errs:
	case <-time.After(time.Second):
	}
	<-time.After(time.Millisecond)
	t := time.NewTimer(time.Second)
	if !t.Stop() {
		<-t.C
	}
	s.jobs <- "has room"
	s.queue <- "configured"
	<-s.ready
}

// A lock that is held for a moment.
func (s *server) locked(w http.ResponseWriter, r *http.Request) {
	s.lock <- struct{}{}
	s.count++
	<-s.lock
}

// The goroutine has the request's context, or is done in no time.
func (s *server) joined(w http.ResponseWriter, r *http.Request) {
	res := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(r.Context(), "GET", "http://upstream", nil)
		if err == nil {
			_, err = http.DefaultClient.Do(req)
		}
		res <- err
	}()
	<-res
	var wg sync.WaitGroup
	wg.Go(func() { s.count++ })
	wg.Wait()
	ctx, cancel := context.WithTimeout(r.Context(), time.Second)
	defer cancel()
	wg.Go(func() { fetch(ctx) })
	wg.Wait()
	for range stream(r.Context()) {
	}
}

func fetch(ctx context.Context) {
	req, _ := http.NewRequestWithContext(ctx, "GET", "http://upstream", nil)
	http.DefaultClient.Do(req)
}

func stream(ctx context.Context) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		fetch(ctx)
	}()
	return out
}

// The request travels with the job.
type job struct {
	ctx  context.Context
	done chan error
}

var workers = make(chan job, 8)

func (s *server) work(w http.ResponseWriter, r *http.Request) {
	done := make(chan error, 1)
	workers <- job{ctx: r.Context(), done: done}
	<-done
}

// Somebody wakes the waiting up.
func (s *server) woken(w http.ResponseWriter, r *http.Request) {
	stop := context.AfterFunc(r.Context(), s.changed.Broadcast)
	defer stop()
	s.changed.L.Lock()
	defer s.changed.L.Unlock()
	for s.count == 0 && r.Context().Err() == nil {
		s.changed.Wait()
	}
}

// The connection is no longer the server's.
func (s *server) socket(w http.ResponseWriter, r *http.Request) {
	conn, err := new(websocket.Upgrader).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	for m := range s.out {
		conn.WriteMessage(websocket.TextMessage, []byte(m))
	}
}

// What ends something has to wait.
func (s *server) stop(w http.ResponseWriter, r *http.Request) { s.close() }

func (s *server) close() { <-s.errs }

// A goroutine of its own may wait as it likes.
func (s *server) spawns(w http.ResponseWriter, r *http.Request) {
	go func() { s.out <- "x" }()
}

// A doorbell that nobody ever hears: leakedgoroutine tells, in the same place.
type doorbell struct{ rings chan bool }

func newDoorbell() *doorbell { return &doorbell{rings: make(chan bool)} }

func (d *doorbell) ring(w http.ResponseWriter, r *http.Request) { d.rings <- true }

// An order is confirmed at most once: there is room for that.
type order struct {
	confirmed chan string
	rejected  chan string
	seen      chan string
}

func newOrder() *order {
	confirmed := make(chan string, 1)
	return &order{confirmed: confirmed, rejected: make(chan string), seen: make(chan string, 1)}
}

func (o *order) confirm(w http.ResponseWriter, r *http.Request) {
	o.confirmed <- r.URL.Path
	close(o.confirmed)
}

func (o *order) reject(w http.ResponseWriter, r *http.Request) {
	o.rejected <- r.URL.Path // want `waits for "o.rejected" to take a value`
	close(o.rejected)
}

func (o *order) see(w http.ResponseWriter, r *http.Request) {
	o.seen <- r.URL.Path // want `waits for "o.seen" to take a value`
	o.seen <- r.URL.Path
	close(o.seen)
}

func (o *order) await() (string, string) {
	<-o.seen
	return <-o.confirmed, <-o.rejected
}
