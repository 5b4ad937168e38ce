// Package feeds holds the mirror image: goroutines that receive, and parents
// that stop to send without a close.
package feeds

import (
	"context"
	"fmt"
	"sync"
	"time"
)

func use(string) error { return nil }

// No close at all.
func neverCloses(jobs []string) {
	ch := make(chan string)
	go func() {
		for j := range ch { // want `the goroutine waits for ever to receive from "ch" once "neverCloses" returns at line 25 without closing it: it leaks with all it holds; close "ch" on every way out \(defer close\), or select on the end of a context as well`
			use(j)
		}
	}()
	for _, j := range jobs {
		ch <- j
	}
}

func earlyReturn(jobs []string) error {
	ch := make(chan string)
	for i := 0; i < 4; i++ {
		go work(ch)
	}
	for _, j := range jobs {
		if err := use(j); err != nil {
			return err
		}
		ch <- j
	}
	close(ch)
	return nil
}

func work(ch <-chan string) {
	for j := range ch { // want `once "earlyReturn" returns at line 34 without closing it`
		fmt.Println(j)
	}
}

// A single receive.
func single(url string) error {
	start := make(chan struct{})
	go func() {
		<-start // want `once "single" returns at line 56`
		use(url)
	}()
	if err := use(url); err != nil {
		return err
	}
	start <- struct{}{}
	return nil
}

// A close that is not on every way.
func forgetsClose(ctx context.Context, url string) error {
	stop := make(chan struct{})
	go func() {
		<-stop // want `once "forgetsClose" returns at line 70`
		fmt.Println("stopped")
	}()
	if err := use(url); err != nil {
		return err
	}
	close(stop)
	return nil
}

// A deferred close.
func defers(jobs []string) error {
	ch := make(chan string)
	defer close(ch)
	go func() {
		for j := range ch {
			fmt.Println(j)
		}
	}()
	for _, j := range jobs {
		if err := use(j); err != nil {
			return err
		}
		ch <- j
	}
	return nil
}

// A close on each way.
func closes(jobs []string) error {
	ch := make(chan string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		for j := range ch {
			fmt.Println(j)
		}
	}()
	for _, j := range jobs {
		if err := use(j); err != nil {
			close(ch)
			return err
		}
		ch <- j
	}
	close(ch)
	wg.Wait()
	return nil
}

// The receiver has another way out.
func listensToContext(ctx context.Context, jobs []string) {
	ch := make(chan string)
	go func() {
		for {
			select {
			case j := <-ch:
				fmt.Println(j)
			case <-ctx.Done():
				return
			}
		}
	}()
	for _, j := range jobs {
		ch <- j
	}
}

// The parent never stops.
func feedsForever() {
	ch := make(chan time.Time)
	go func() {
		for t := range ch {
			fmt.Println(t)
		}
	}()
	for {
		ch <- time.Now()
	}
}

// The receiver stops when told by a value.
func told(jobs []string) {
	ch := make(chan string)
	go func() {
		for {
			j := <-ch
			if j == "" {
				return
			}
			fmt.Println(j)
		}
	}()
	for _, j := range jobs {
		ch <- j
	}
	ch <- ""
}

// As many sends as receivers.
func handsOut(urls []string) {
	ch := make(chan string)
	for range urls {
		go func() { fmt.Println(<-ch) }()
	}
	for _, u := range urls {
		ch <- u
	}
}

// A producer goroutine closes.
func producer(jobs []string) {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, j := range jobs {
			ch <- j
		}
	}()
	go func() {
		for j := range ch {
			fmt.Println(j)
		}
	}()
}

// A worker that only the parent can stop, and it forgets to.
func forgetsStop(ticks <-chan time.Time, url string) error {
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticks:
				fmt.Println("tick")
			case <-stop: // want `once "forgetsStop" returns at line 207`
				return
			}
		}
	}()
	if err := use(url); err != nil {
		return err
	}
	close(stop)
	return nil
}

// Another case ends the worker as well.
func otherCase(ticks <-chan time.Time, url string) error {
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case _, ok := <-ticks:
				if !ok {
					return
				}
			case <-stop:
				return
			}
		}
	}()
	if err := use(url); err != nil {
		return err
	}
	close(stop)
	return nil
}

// It is stopped by a message on every way.
func stopsByMessage(ticks <-chan time.Time, url string) error {
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticks:
				fmt.Println("tick")
			case <-stop:
				return
			}
		}
	}()
	if err := use(url); err != nil {
		stop <- struct{}{}
		return err
	}
	stop <- struct{}{}
	return nil
}
