// Package ways holds parents that drain, and sends that have a way out.
package ways

import (
	"context"
	"errors"
	"sync"
	"time"
)

func fetch(string) (string, error) { return "", nil }
func use(string) error             { return nil }

func produce(urls []string, ch chan<- string) {
	defer close(ch)
	for _, u := range urls {
		v, _ := fetch(u)
		ch <- v
	}
}

// The rest is drained after the break.
func afterBreak(urls []string) (err error) {
	ch := make(chan string)
	go produce(urls, ch)
	for v := range ch {
		if err = use(v); err != nil {
			break
		}
	}
	for range ch {
	}
	return err
}

// A deferred literal drains.
func deferred(urls []string) error {
	ch := make(chan string)
	go produce(urls, ch)
	defer func() {
		for range ch {
		}
	}()
	for v := range ch {
		if err := use(v); err != nil {
			return err
		}
	}
	return nil
}

// Another goroutine drains.
func inBackground(urls []string) error {
	ch := make(chan string)
	go produce(urls, ch)
	for v := range ch {
		if err := use(v); err != nil {
			go func() {
				for range ch {
				}
			}()
			return err
		}
	}
	return nil
}

func drain(ch <-chan string) {
	for range ch {
	}
}

// A function drains.
func byFunction(urls []string) error {
	ch := make(chan string)
	go produce(urls, ch)
	defer drain(ch)
	return use(<-ch)
}

// A goroutine collects all.
func collector(urls []string) (got []string) {
	ch := make(chan string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for v := range ch {
			got = append(got, v)
		}
	}()
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v, _ := fetch(u)
			ch <- v
		}()
	}
	wg.Wait()
	close(ch)
	<-done
	return got
}

// Leaving one receive behind in a deferred call.
func deferredReceive(url string) error {
	done := make(chan struct{})
	go func() {
		fetch(url)
		done <- struct{}{}
	}()
	defer func() { <-done }()
	return use(url)
}

// The loop asks whether the channel is closed.
func untilClosed(urls []string, ticks <-chan time.Time) (n int) {
	ch := make(chan string)
	go produce(urls, ch)
	for {
		select {
		case _, ok := <-ch:
			if !ok {
				return n
			}
		case <-ticks:
			n++
		}
	}
}

// Not drained: the first function does not receive to the end.
func takeOne(ch <-chan string) string { return <-ch }

func notDrained(urls []string) string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			ch <- u // want `once "notDrained" returns at line 144 without receiving all that is sent`
		}
	}()
	return takeOne(ch)
}

// Drained only if there was no error.
func sometimes(urls []string) error {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			ch <- u // want `once "sometimes" returns`
		}
	}()
	if err := use(<-ch); err != nil {
		return err
	}
	drain(ch)
	return nil
}

// A quit channel that the parent closes lets the goroutine go.
func quits(urls []string) error {
	ch, quit := make(chan string), make(chan struct{})
	defer close(quit)
	go func() {
		for _, u := range urls {
			select {
			case ch <- u:
			case <-quit:
				return
			}
		}
		close(ch)
	}()
	for v := range ch {
		if v == "" {
			return errors.New("empty")
		}
	}
	return nil
}

// The send gives up in time.
func givesUp(ctx context.Context) {
	ch := make(chan string)
	go func() {
		v, _ := fetch("x")
		select {
		case ch <- v:
		case <-time.After(time.Second):
		}
	}()
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

// Workers receive, started by a range over a number.
func byWorkers(urls []string, n int) {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			ch <- u
		}
	}()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for u := range ch {
				use(u)
			}
		})
	}
	wg.Wait()
}
