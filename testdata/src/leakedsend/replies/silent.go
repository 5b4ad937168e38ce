package replies

import (
	"context"
	"time"
)

// The answer has room.
type roomy struct{ answer chan int }

func (r *roomy) run() { r.answer <- 1 }

func askRoomy(ctx context.Context, pool chan<- runner) int {
	r := &roomy{answer: make(chan int, 1)}
	pool <- r
	select {
	case n := <-r.answer:
		return n
	case <-ctx.Done():
		return 0
	}
}

// The worker looks for the end of the context as well.
type watched struct {
	ctx    context.Context
	answer chan int
}

func (w *watched) run() {
	select {
	case w.answer <- 1:
	case <-w.ctx.Done():
	}
}

func askWatched(ctx context.Context, pool chan<- runner) int {
	w := &watched{ctx, make(chan int)}
	pool <- w
	select {
	case n := <-w.answer:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Whoever asks waits until the answer has come, if not for its sake.
type patient struct{ answer chan int }

func (p *patient) run() { p.answer <- 1 }

func askPatient(ctx context.Context, pool chan<- runner) int {
	p := &patient{make(chan int)}
	pool <- p
	select {
	case n := <-p.answer:
		return n
	case <-ctx.Done():
		<-p.answer
		return 0
	}
}

// Gives up before anybody has got it.
type held struct{ answer chan int }

func (h *held) run() { h.answer <- 1 }

func askHeld(ctx context.Context, pool chan<- runner) int {
	h := &held{make(chan int)}
	select {
	case pool <- h:
	case <-ctx.Done():
		return 0
	}
	return <-h.answer
}

// Others receive as well.
type open struct{ answer chan int }

func (o *open) run()      { o.answer <- 1 }
func (o *open) wait() int { return <-o.answer }

func askOpen(pool chan<- runner) *open {
	o := &open{make(chan int)}
	pool <- o
	select {
	case <-o.answer:
	case <-time.After(time.Second):
	}
	return o
}

// Code that is not seen has the channel.
type public struct{ answer chan int }

func (p *public) run()               { p.answer <- 1 }
func (p *public) Answer() <-chan int { return p.answer }

func askPublic(pool chan<- runner) {
	p := &public{make(chan int)}
	pool <- p
	select {
	case <-p.answer:
	case <-time.After(time.Second):
	}
}

// The whole desk closes: nobody is left to answer.
type closing struct{ answer chan int }

func (c *closing) run() { c.answer <- 1 }

func askClosing(quit <-chan struct{}, pool chan<- runner) int {
	c := &closing{make(chan int)}
	pool <- c
	select {
	case n := <-c.answer:
		return n
	case <-quit:
		return 0
	}
}

// A subscriber who is slow misses events.
type lossy struct{ events chan string }

func (l *lossy) publish(event string) {
	select {
	case l.events <- event:
	default:
	}
}

func (l *lossy) follow(ctx context.Context) {
	l.events = make(chan string, 16)
	for {
		select {
		case <-l.events:
		case <-ctx.Done():
			return
		}
	}
}
