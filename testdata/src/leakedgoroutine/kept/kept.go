// Package kept holds channels in fields and package variables of which the
// package lacks one end.
package kept

import (
	"context"
	"sync"
)

type feedback struct {
	quit    chan struct{}
	results chan int
	ids     chan int
}

func newFeedback(room int) *feedback {
	return &feedback{quit: make(chan struct{}), results: make(chan int), ids: make(chan int, room)}
}

func (f *feedback) wait() {
	<-f.quit // want `this waits for ever: nobody sends on "quit" or closes it, and the goroutine that gets here stays with all it holds`
}

func (f *feedback) publish(n int) {
	f.results <- n // want `this send blocks for ever: nobody receives from "results", and the goroutine that gets here stays with all it holds`
	f.ids <- n     // want `this send blocks for ever as soon as the buffer is full: nobody receives from "ids"`
}

// By a method that returns the channel.
type gate struct{ open chan struct{} }

func newGate() *gate { return &gate{make(chan struct{})} }

func (g *gate) opened() <-chan struct{} {
	if g == nil {
		return nil
	}
	return g.open
}

func pass(g *gate) {
	<-g.opened() // want `nobody sends on "open" or closes it`
}

var started = make(chan struct{})

func afterStart() {
	select { // The only case.
	case <-started: // want `nobody sends on "started" or closes it`
	}
}

// A case of a select that never comes is no way out of a loop.
type poller struct {
	stop  chan struct{}
	ticks chan int
}

func newPoller() *poller {
	return &poller{stop: make(chan struct{}), ticks: make(chan int)}
}

func (p *poller) tick() { p.ticks <- 1 }

func (p *poller) run() {
	for {
		select {
		case <-p.ticks:
		case <-p.stop:
			return
		}
	}
}

// Both ends are there, if far apart.
type pipe struct{ ch chan int }

func newPipe() *pipe      { return &pipe{ch: make(chan int)} }
func (p *pipe) put(n int) { p.send(p.ch, n) }
func (p *pipe) take() int { return <-p.ch }
func (p *pipe) close()    { defer close(p.ch) }
func (*pipe) send(c chan<- int, n int) {
	func() { c <- n }()
}

// There is another way out.
type either struct{ quit chan struct{} }

func newEither() *either { return &either{make(chan struct{})} }

func (e *either) wait(ctx context.Context) {
	select {
	case <-e.quit:
	case <-ctx.Done():
	}
}

// Code that is not seen has the other end.
type subject struct {
	Updates chan int
	done    chan struct{}
	values  chan int
}

func newSubject(done chan struct{}) *subject {
	return &subject{Updates: make(chan int), done: done, values: make(chan int)}
}

func (s *subject) wait()              { <-s.done; <-s.Updates }
func (s *subject) send()              { s.values <- 1 }
func (s *subject) Values() <-chan int { return s.values }

// A nil channel switches a case off, and nobody makes this one.
type switchable struct{ pause chan struct{} }

func (s *switchable) wait() { <-s.pause }

// Tests have the other end.
type mockSink struct{ got chan int }

func newMockSink() *mockSink     { return &mockSink{make(chan int)} }
func (m *mockSink) accept(n int) { m.got <- n }

// Nobody tells those who wait.
type turnstile struct {
	mu   sync.Mutex
	cond *sync.Cond
	free bool
}

func newTurnstile() *turnstile {
	t := &turnstile{}
	t.cond = sync.NewCond(&t.mu)
	return t
}

func (t *turnstile) enter() {
	t.cond.L.Lock()
	defer t.cond.L.Unlock()
	for !t.free {
		t.cond.Wait() // want `this waits for ever: nobody calls Signal or Broadcast of "cond", and the goroutine that gets here stays with all it holds`
	}
}

// Somebody does, or may.
type door struct {
	mu   sync.Mutex
	cond sync.Cond
	bell *sync.Cond
}

func newDoor(bell *sync.Cond) *door {
	d := &door{bell: bell}
	d.cond.L = &d.mu
	return d
}

func (d *door) enter() {
	d.cond.Wait()
	d.bell.Wait()
}

func (d *door) open() { d.cond.Broadcast() }

// The cancel function is kept for nobody.
type stream struct {
	cancel context.CancelFunc
	stop   context.CancelFunc
}

func (s *stream) start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx) // want `nobody ever cancels this context: the cancel function stays in "cancel", which is never read, and the goroutine started at line 173 waits for its end`
	go s.watch(ctx)
}

func (s *stream) startLiteral(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(ctx) // want `the goroutine started at line 178 waits for its end`
	go func() { <-ctx.Done() }()
}

func (s *stream) startStoppable(ctx context.Context) {
	ctx, s.stop = context.WithCancel(ctx)
	go s.watch(ctx)
}

func (s *stream) close() { s.stop() }

func (s *stream) watch(ctx context.Context) { <-ctx.Done() }
