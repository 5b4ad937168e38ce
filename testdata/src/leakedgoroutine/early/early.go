// Package early holds functions that wait for what cannot come, or may not.
package early

import (
	"context"
	"errors"
	"log"
	"sync"
)

func work(n int) error { return errors.New("no") }

// Nobody else has the channel yet.
func result(n int) <-chan error {
	errs := make(chan error)
	if n < 0 {
		errs <- errors.New("negative") // want `this blocks for ever: nobody else has "errs" yet, and it has no buffer; make it with a capacity of 1, or start the other end first`
		return errs
	}
	go func() { errs <- work(n) }()
	return errs
}

func buffered(n int) <-chan error {
	errs := make(chan error, 1)
	if n < 0 {
		errs <- errors.New("negative")
		return errs
	}
	go func() { errs <- work(n) }()
	return errs
}

// The channel itself is what is sent.
func handed(to chan<- chan int) int {
	reply := make(chan int)
	to <- reply
	return <-reply
}

// Those who have it forget to close it.
func forgotten(n int) {
	done := make(chan struct{})
	go count(n, done)
	<-done // want `this waits for ever to receive from "done": nobody sends on it or closes it, and each call of "forgotten" stays here`
}

func count(n int, done chan struct{}) { _ = work(n) }

// Nobody is ever to have it: the function blocks on purpose.
func forever() {
	block := make(chan struct{})
	<-block
}

// The goroutine does not signal on every way out.
func sometimes(n int) {
	done := make(chan struct{})
	go func() {
		if err := work(n); err != nil {
			log.Print(err)
			return
		}
		close(done)
	}()
	<-done // want `this waits for ever once the goroutine started at line 59 returns at line 62 without sending on "done" or closing it; do so on every way out, with defer`
}

func falls(n int) error {
	errs := make(chan error)
	go func() {
		if err := work(n); err != nil {
			errs <- err
		}
	}()
	return <-errs // want `returns at line 75 without sending on "errs" or closing it`
}

// It does, or the process ends, or the function does not depend on it.
func always(n int) error {
	errs := make(chan error)
	go func() {
		defer close(errs)
		if err := work(n); err != nil {
			return
		}
		errs <- nil
	}()
	return <-errs
}

func fatal(n int) {
	done := make(chan struct{})
	go func() {
		if err := work(n); err != nil {
			log.Fatal(err)
		}
		close(done)
	}()
	<-done
}

func otherwise(ctx context.Context, n int) {
	done := make(chan struct{})
	go func() {
		if err := work(n); err == nil {
			close(done)
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func maybe(n int, wait bool) {
	done := make(chan struct{})
	go func() {
		if wait {
			close(done)
		}
	}()
	if wait {
		<-done
	}
}

func each(items []int) int {
	sums := make(chan int)
	go func() {
		for _, it := range items {
			sums <- it
		}
	}()
	return <-sums
}

// A WaitGroup waits for each goroutine to say that it is done.
func group(items []int) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			if err := work(it); err != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want `this waits for ever once the goroutine started at line 143 returns at line 145 without calling Done; call it on every way out, with defer`
}

func deferred(items []int) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := work(it); err != nil {
				return
			}
		}()
	}
	wg.Wait()
}

// One Done for each job, not for each goroutine.
func jobs(queue <-chan int, n int) {
	var wg sync.WaitGroup
	wg.Add(n)
	go func() {
		for j := range queue {
			if j < 0 {
				return
			}
			wg.Done()
		}
	}()
	wg.Wait()
}

// Handed on to somebody who calls it.
func relayed(n int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := work(n); err != nil {
			finish(&wg)
			return
		}
		wg.Done()
	}()
	wg.Wait()
}

func finish(wg *sync.WaitGroup) { wg.Done() }

// The loop waits for goroutines that it has not started yet.
func impatient(items []int) {
	var wg sync.WaitGroup
	wg.Add(len(items))
	for _, it := range items {
		go func() {
			defer wg.Done()
			_ = work(it)
		}()
		wg.Wait() // want `this waits for ever in the first iteration: Add counts at line 201 what all iterations start, and only one goroutine has been started`
	}
}

func stepwise(items []int) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = work(it)
		}()
		wg.Wait()
	}
}

func pairs(items []int) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(2)
		for range 2 {
			go func() {
				defer wg.Done()
				_ = work(it)
			}()
		}
		wg.Wait()
	}
}
