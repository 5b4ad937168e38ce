// Package producers has functions that start goroutines for their callers, who
// get what those feed.
package producers

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

type event struct{ id int }

type store struct{}

func (*store) scan(ctx context.Context, from int, f func(event) error) error {
	if err := exec.CommandContext(ctx, "scan").Run(); err != nil {
		return err
	}
	return f(event{from})
}

func (*store) index(ctx context.Context, id int) {
	exec.CommandContext(ctx, "index", fmt.Sprint(id)).Run()
}

// list feeds the channel that it returns.
func (s *store) list(ctx context.Context) <-chan event {
	out := make(chan event, 10)
	go func() {
		defer close(out)
		s.scan(ctx, 0, func(e event) error {
			out <- e
			return nil
		})
	}()
	return out
}

func (s *store) listed(w http.ResponseWriter, r *http.Request) {
	for e := range s.list(r.Context()) {
		fmt.Fprintln(w, e.id)
	}
}

// merge hands the goroutine the channel, and its caller the other end.
func merge(ctx context.Context, s *store, ids []int) (<-chan event, error) {
	out := make(chan event)
	go each(ctx, s, ids, out)
	return out, nil
}

func each(ctx context.Context, s *store, ids []int, out chan<- event) {
	for _, id := range ids {
		s.index(ctx, id)
		out <- event{id}
	}
	close(out)
}

func (s *store) merged(w http.ResponseWriter, r *http.Request) {
	events, err := merge(r.Context(), s, []int{1, 2})
	if err != nil {
		return
	}
	fmt.Fprintln(w, next(events))
}

func next(events <-chan event) event { return <-events }

// An iterator holds the channel.
type iterator struct {
	events chan event
	err    error
}

func (i *iterator) next() (event, bool) { e, ok := <-i.events; return e, ok }

// iterate feeds the field of what it returns.
func (s *store) iterate(ctx context.Context) *iterator {
	it := &iterator{events: make(chan event)}
	go func() {
		it.err = s.scan(ctx, 0, func(e event) error { it.events <- e; return nil })
		close(it.events)
	}()
	return it
}

// opened runs the method that feeds what it returns.
func (s *store) opened(ctx context.Context) *iterator {
	it := &iterator{events: make(chan event)}
	go it.fill(ctx, s)
	return it
}

func (i *iterator) fill(ctx context.Context, s *store) {
	defer close(i.events)
	i.err = s.scan(ctx, 0, func(e event) error { i.events <- e; return nil })
}

// wrapped puts the channel into what it returns.
func (s *store) wrapped(ctx context.Context) (it iterator, err error) {
	events := make(chan event)
	go func() {
		s.scan(ctx, 0, func(e event) error { events <- e; return nil })
		close(events)
	}()
	it = iterator{events: events}
	return
}

// pulled returns a function that receives.
func (s *store) pulled(ctx context.Context) func() (event, bool) {
	events := make(chan event)
	go func() {
		s.scan(ctx, 0, func(e event) error { events <- e; return nil })
		close(events)
	}()
	pull := func() (event, bool) { e, ok := <-events; return e, ok }
	return pull
}

func (s *store) iterated(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, first(s.iterate(r.Context())))
	fmt.Fprintln(w, first(s.opened(r.Context())))
	it, _ := s.wrapped(r.Context())
	fmt.Fprintln(w, first(&it))
	pull := s.pulled(r.Context())
	fmt.Fprintln(w, pull)
}

func first(i *iterator) event { e, _ := i.next(); return e }

// A run waits for its goroutines when it is closed.
type run struct {
	wg     *sync.WaitGroup
	cancel context.CancelFunc
}

func (r *run) close() { r.cancel(); r.wg.Wait() }

// start returns the group that its goroutines are counted in.
func (s *store) start(ctx context.Context) *run {
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	wg.Go(func() { s.index(ctx, 1) })
	return &run{wg: &wg, cancel: cancel}
}

// beat returns what stops the goroutine.
func (s *store) beat(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
				s.index(ctx, 1)
			}
		}
	}()
	return func() { close(done) }
}

func (s *store) closes(w http.ResponseWriter, r *http.Request) {
	defer s.beat(r.Context())()
	running := s.start(r.Context())
	defer running.close()
}

// Nobody receives from what the handler throws away.
func (s *store) later(ctx context.Context, id int) <-chan error {
	done := make(chan error, 1)
	go func() { // want `uses "ctx", which is cancelled as soon as handler "store.thrownAway" via "store.later"`
		s.index(ctx, id)
		done <- nil
	}()
	return done
}

func (s *store) soon(id int) chan error {
	done := make(chan error, 1)
	go func() { // want `every request of handler "store.thrownAway" via "store.soon" starts this goroutine`
		s.index(context.Background(), id)
		done <- nil
	}()
	return done
}

func (s *store) thrownAway(w http.ResponseWriter, r *http.Request) {
	s.later(r.Context(), 1)
	_ = s.later(r.Context(), 2)
	s.soon(3)
}

// What listens to a session may do so for longer than a request.
type session struct{ in chan event }

func (s *store) open(ctx context.Context) *session {
	se := &session{make(chan event)}
	go se.run(ctx, s) // want `uses "ctx", which is cancelled as soon as handler "store.opens" via "store.open"`
	return se
}

func (se *session) run(ctx context.Context, s *store) {
	for e := range se.in {
		s.index(ctx, e.id)
	}
}

func (s *store) opens(w http.ResponseWriter, r *http.Request) {
	se := s.open(r.Context())
	se.in <- event{}
}

// What is returned here has nothing to do with the goroutine.
func (s *store) save(ctx context.Context, id int) *event {
	e := &event{id}
	go s.index(ctx, e.id) // want `uses "ctx", which is cancelled as soon as handler "store.saves" via "store.save"`
	return e
}

// Channels of the server are nobody's own.
type server struct {
	store  *store
	events chan event
}

func (s *server) publish(ctx context.Context, e *event) *event {
	go func() { // want `uses "ctx", which is cancelled as soon as handler "server.publishes" via "server.publish"`
		s.store.index(ctx, e.id)
		s.events <- *e
	}()
	return e
}

func (s *store) saves(w http.ResponseWriter, r *http.Request)      { s.save(r.Context(), 1) }
func (s *server) publishes(w http.ResponseWriter, r *http.Request) { s.publish(r.Context(), &event{}) }
