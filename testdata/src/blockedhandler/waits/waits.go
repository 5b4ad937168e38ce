// Package waits has handlers that wait for something slow. // want package:"2 findings if on a request path"
package waits

import (
	"net/http"
	"sync"
	"time"
)

type message struct {
	text  string
	reply chan error
}

type server struct {
	reloads chan chan error
	out     chan message
	big     chan message
	mu      sync.Mutex
	changed *sync.Cond
	errs    chan error
}

func newServer() *server {
	return &server{reloads: make(chan chan error), out: make(chan message, 1), big: make(chan message, 100)}
}

func (s *server) reload(w http.ResponseWriter, r *http.Request) {
	reply := make(chan error)
	s.reloads <- reply // want `the request of handler "server.reload" waits for "s.reloads" to take a value, which may take long, and goes on waiting when its client has left; wait in a select that also has a case for r.Context\(\).Done\(\)`
	<-reply
}

// The way from the handler is in the message.
func (s *server) publish(w http.ResponseWriter, r *http.Request) {
	s.notify("x")
}

func (s *server) notify(text string) {
	s.out <- message{text: text} // want `the request of handler "server.publish" via "server.notify" waits for "s.out" to take a value`
}

// A reply that somebody else sends.
func (s *server) ask(w http.ResponseWriter, r *http.Request) {
	m := message{"x", make(chan error)}
	reply := make(chan error)
	m.reply = reply
	job := message{text: "y", reply: reply}
	s.big <- job
	<-reply // want `waits for a value from "reply"`
}

func (s *server) field(w http.ResponseWriter, r *http.Request) {
	<-s.errs // want `waits for a value from "s.errs"`
}

// A slow goroutine without a context.
func (s *server) fetch(w http.ResponseWriter, r *http.Request) {
	res := make(chan *http.Response, 1)
	go func() {
		resp, _ := http.Get("http://upstream")
		res <- resp
	}()
	<-res // want `waits for a value from "res"`
}

func (s *server) each(w http.ResponseWriter, r *http.Request) {
	lines := make(chan string)
	go produce(lines)
	for l := range lines { // want `waits for a value from "lines"`
		w.Write([]byte(l))
	}
}

func produce(lines chan<- string) {
	defer close(lines)
	for range 10 {
		http.Get("http://upstream")
		lines <- "x"
	}
}

func (s *server) all(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { http.Get("http://upstream") })
	}
	wg.Wait() // want `waits for the goroutines of "wg", which may take long, and goes on waiting when its client has left; hand the goroutines the request's context, or close`
}

func (s *server) change(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed.Wait() // want `waits for "s.changed" to be signalled`
}

func (s *server) later(w http.ResponseWriter, r *http.Request) {
	<-time.After(time.Second) // want `waits for a value from "time.After\(time.Second\)"`
}

// A select of such cases is no better.
func (s *server) either(w http.ResponseWriter, r *http.Request) {
	stop := make(chan bool)
	select { // want `waits for one of these cases, which may take long, and goes on waiting when its client has left; add a case for r.Context\(\).Done\(\)`
	case <-s.errs:
	case <-stop:
	}
}

// A heartbeat does not end the stream.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	beat := time.NewTicker(time.Second)
	defer beat.Stop()
	for {
		select { // want `waits for one of these cases`
		case m := <-s.out:
			w.Write([]byte(m.text))
		case <-beat.C:
			w.Write([]byte("\n"))
		}
	}
}

// A semaphore that is held while the request is served.
func limit(n int, next http.Handler) http.Handler {
	slots := make(chan struct{}, n)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		slots <- struct{}{} // want `waits for "slots" to take a value`
		defer func() { <-slots }()
		next.ServeHTTP(w, r)
	})
}

// Generic code waits as well.
func await[T any](in chan T) T {
	b := box[T]{in: in}
	return b.take()
}

type box[T any] struct{ in chan T }

func (b *box[T]) take() T { return <-b.in } // want `via "await" → "box.take" waits for a value from "b.in"`

func generic(w http.ResponseWriter, r *http.Request) { await(make(chan int)) }

// wait is on no request path.
func (s *server) wait() { <-s.errs }

// run is the other end of what the handlers wait for.
func (s *server) run() {
	for reply := range s.reloads {
		http.Get("http://upstream")
		reply <- nil
		s.mu.Lock()
		s.changed.Broadcast()
		s.mu.Unlock()
	}
}
