package athand

import (
	"context"
	"time"
)

// An attempt has a context of its own, which is over with it.
func (s *session) attempts() {
	for {
		try, cancel := context.WithTimeout(s.ctx, time.Second)
		here() // want "try"
		<-try.Done()
		cancel()
		here() // want "s.ctx"
	}
}

func (s *session) eitherWay(stop chan int) {
	try, cancel := context.WithTimeout(s.ctx, time.Second)
	here() // want "try"
	select {
	case <-stop:
		cancel()
		here() // want "s.ctx"
		return
	default:
		here() // want "try"
		cancel()
	}
	here() // want "s.ctx"
	try, cancel = context.WithTimeout(s.ctx, time.Second)
	here() // want "try"
	cancel()
	_ = try
}

// Who cancels it here is gone, or has not come yet.
func (s *session) later(failed bool) {
	try, cancel := context.WithTimeout(s.ctx, time.Second)
	defer cancel()
	time.AfterFunc(time.Second, func() { cancel() })
	if failed {
		cancel()
		return
	} else {
		here() // want "try"
	}
	here() // want "try"
	_ = try
}

type worker struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// A worker ends its goroutines; what is deferred comes after that.
func (w *worker) start() {
	go func() {
		here() // want "w.ctx"
	}()
	defer func() {
		here() // want "nothing"
	}()
}

// Nobody knows what the context of a session ends with.
func (s *session) start() {
	go func() {
		here() // want "nothing"
	}()
}

// A worker that has been stopped has some things to do still.
func (w *worker) stop(now bool) {
	here() // want "w.ctx"
	if now {
		w.cancel()
		here() // want "nothing"
		return
	}
	here() // want "w.ctx"
	w.cancel()
	here() // want "nothing"
}

func (w *worker) drain() {
	defer w.cancel()
	here() // want "w.ctx"
}

// A carrier spells out the type of its cancel function.
type carrier struct {
	ctx    context.Context
	cancel func()
	notify func()
}

func (c *carrier) stop() {
	c.notify()
	here() // want "c.ctx"
	c.cancel()
	here() // want "nothing"
}
