// Package channels has goroutines that wait for an operation on a local channel. // want package:"[0-9]+ findings if on a request path"
package channels

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	"gopkg.in/tomb.v2"
)

func work(n int) error { return errors.New("no") }

func neverClosed(items []int) {
	jobs := make(chan int)
	done := make(chan int)
	var wg sync.WaitGroup
	wg.Add(len(items))
	go feed(jobs, items)
	for range 4 {
		go func() {
			for j := range jobs { // want `the goroutine ranges over "jobs" for ever: nobody closes it when the senders have ended, and the goroutine leaks with all it holds on each call of "neverClosed"; close it after the last send`
				done <- j
			}
		}()
	}
	go func() {
		for range done { // want `ranges over "done" for ever`
			wg.Done()
		}
	}()
	wg.Wait()
}

func feed(ch chan<- int, items []int) {
	for _, it := range items {
		ch <- it
	}
}

func nobodySends() {
	ready := make(chan struct{})
	go func() {
		<-ready // want `the goroutine waits for ever to receive from "ready": nobody sends on it or closes it, and the goroutine leaks with all it holds on each call of "nobodySends"`
		_ = work(1)
	}()
}

// A tomb runs what it is given once.
func entombed(t *tomb.Tomb) {
	ready, failed := make(chan bool, 1), make(chan error)
	t.Go(func() error {
		ready <- true
		err := work(1)
		failed <- err // want `blocks for ever on this send to "failed": nobody receives from it`
		return err
	})
}

func nobodyReceives(items []int) {
	errs := make(chan error)
	for _, it := range items {
		go func() {
			if err := work(it); err != nil {
				errs <- err // want `the goroutine blocks for ever on this send to "errs": nobody receives from it`
			}
		}()
	}
}

func fullBuffer(items []int) {
	errs := make(chan error, 1)
	go func() {
		for _, it := range items {
			errs <- work(it) // want `blocks for ever on this send to "errs"`
		}
	}()
}

func endlessReceive[T any](items []T) {
	ch := make(chan T)
	go func() {
		for _, it := range items {
			ch <- it
		}
	}()
	go func() {
		for {
			it := <-ch // want `receives from "ch" for ever`
			_ = it
		}
	}()
}

func throughCalls() {
	stop := make(chan bool)
	go wait(stop)
}

func wait(stop chan bool) {
	<-stop // want `waits for ever to receive from "stop"`
}

type pool struct{ Queue chan int }

// Closed after the last send.
func closed(items []int) {
	jobs := make(chan int)
	go func() {
		defer close(jobs)
		feed(jobs, items)
	}()
	go func() {
		for j := range jobs {
			_ = work(j)
		}
	}()
}

// The buffer has room for every send.
func room() {
	errs := make(chan error, 2)
	go func() { errs <- work(1) }()
	go func() { errs <- work(2) }()
}

// A computed capacity is taken to suffice.
func computed(items []int) {
	errs := make(chan error, len(items))
	for _, it := range items {
		go func() { errs <- work(it) }()
	}
}

// The channel escapes: somebody else closes it, or feeds it.
func (p *pool) escapes() {
	p.Queue = make(chan int)
	go func() {
		for j := range p.Queue {
			_ = work(j)
		}
	}()
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	go func() {
		for range sigs {
			_ = work(0)
		}
	}()
}

// Another way out.
func otherWay(ctx context.Context, items []int) {
	ready := make(chan struct{})
	go func() {
		select {
		case <-ready:
		case <-ctx.Done():
		}
	}()
	jobs := make(chan int, len(items))
	go feed(jobs, items)
	go func() {
		for j := range jobs {
			if j < 0 {
				return
			}
		}
	}()
}

// A sender that never ends feeds the receiver for ever; both live as long as
// the process.
func endlessFeed() {
	ch := make(chan time.Time)
	go func() {
		for {
			time.Sleep(time.Second)
			ch <- time.Now()
		}
	}()
	go func() {
		for t := range ch {
			_ = t
		}
	}()
}

// Code that is not seen feeds it.
func callback(subscribe func(func(int))) {
	ch := make(chan int)
	subscribe(func(n int) { ch <- n })
	go func() {
		for n := range ch {
			_ = work(n)
		}
	}()
}

// A semaphore: each goroutine gives back what it took.
func semaphore(items []int) {
	sem := make(chan struct{}, 2)
	for _, it := range items {
		go func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			_ = work(it)
		}()
	}
}

// Somebody listens, and stops: leakedsend's.
func listens(ctx context.Context) error {
	ch := make(chan error)
	go func() { ch <- work(1) }()
	select {
	case err := <-ch:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The parent feeds, and does not close: leakedsend's as well.
func feeds(items []int) {
	ch := make(chan int)
	go func() {
		for n := range ch {
			_ = work(n)
		}
	}()
	for _, it := range items {
		ch <- it
	}
}

// The parent alone feeds them: leakedsend speaks.
func fedByHandler(w http.ResponseWriter, r *http.Request) {
	jobs := make(chan string)
	for range 4 {
		go func() {
			for j := range jobs {
				_ = work(len(j))
			}
		}()
	}
	for _, id := range r.URL.Query()["id"] {
		jobs <- id
	}
}
