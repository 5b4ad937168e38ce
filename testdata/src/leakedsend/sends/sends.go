// Package sends holds the ways in which a parent stops to listen.
package sends

import (
	"context"
	"errors"
	"fmt"
	"time"
)

type result struct {
	value string
	err   error
}

func fetch(string) (string, error) { return "", nil }
func use(string) error             { return nil }

// The receive stands in a select that a timeout also ends.
func timeout(url string) (string, error) {
	ch := make(chan result)
	go func() {
		v, err := fetch(url)
		ch <- result{v, err} // want `the goroutine blocks for ever on this send to "ch" once "timeout" leaves by the case at line 29 without receiving: it leaks with all it holds; make the channel with a capacity of 1, or send in a select with ctx.Done\(\)`
	}()
	select {
	case r := <-ch:
		return r.value, r.err
	case <-time.After(time.Second):
		return "", errors.New("timeout")
	}
}

func cancelled(ctx context.Context, url string) error {
	done := make(chan error)
	go func() {
		_, err := fetch(url)
		done <- err // want `leaves by the case at line 43`
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	return ctx.Err()
}

func timer(url string) error {
	done := make(chan error)
	go func() {
		_, err := fetch(url)
		done <- err // want `leaves by the case at line 57`
	}()
	t := time.NewTimer(time.Second)
	defer t.Stop()
	select {
	case <-t.C:
		return errors.New("too slow")
	case err := <-done:
		return err
	}
}

type server struct{ quit chan struct{} }

func (s *server) quits(url string) error {
	done := make(chan error)
	go func() {
		_, err := fetch(url)
		done <- err // want `once "quits" leaves by the case at line 73`
	}()
	select {
	case <-s.quit:
		return nil
	case err := <-done:
		return err
	}
}

func polls(url string) error {
	done := make(chan error)
	go func() {
		_, err := fetch(url)
		done <- err // want `once "polls" leaves by the case at line 87`
	}()
	time.Sleep(time.Second)
	select {
	case err := <-done:
		return err
	default:
		return errors.New("not yet")
	}
}

func earlyReturn(url string) error {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		ch <- v // want `once "earlyReturn" returns at line 102 without receiving`
	}()
	if err := use(url); err != nil {
		return err
	}
	return use(<-ch)
}

func panics(url string) {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		ch <- v // want `without receiving`
	}()
	if url == "" {
		panic("no url")
	}
	fmt.Println(<-ch)
}

func breaks(urls []string) error {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			v, _ := fetch(u)
			ch <- v // want `without receiving all that is sent: .*; send in a select with ctx.Done\(\), or with a channel that is closed when the receiver leaves`
		}
	}()
	var err error
	for v := range ch {
		if err = use(v); err != nil {
			break
		}
	}
	return err
}

func first(urls []string) string {
	ch := make(chan string)
	for _, u := range urls {
		go func() {
			v, _ := fetch(u)
			ch <- v // want `once "first" returns at line 145 without receiving from every sender`
		}()
	}
	return <-ch
}

func firstOfTwo(a, b string) string {
	ch := make(chan string)
	go func() {
		v, _ := fetch(a)
		ch <- v // want `make the channel with a capacity of 2`
	}()
	go func() {
		v, _ := fetch(b)
		ch <- v // one finding a channel: this is a related position
	}()
	return <-ch
}

func firstError(urls []string) error {
	errs := make(chan error)
	for _, u := range urls {
		go func() {
			_, err := fetch(u)
			errs <- err // want `once "firstError" returns at line 171 without receiving from every sender`
		}()
	}
	for range urls {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// A worker per job, and the consumer leaves with its context.
func workers(ctx context.Context, jobs []string) error {
	results := make(chan result)
	for _, j := range jobs {
		go func(job string) {
			v, err := fetch(job)
			results <- result{v, err} // want `leaves by the case at line 192`
		}(j)
	}
	for range jobs {
		select {
		case r := <-results:
			if r.err != nil {
				return r.err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Each iteration abandons its own channel.
func retries(url string) string {
	for {
		ch := make(chan string)
		go func() {
			v, _ := fetch(url)
			ch <- v // want `goes on to the next iteration by the case at line 210`
		}()
		select {
		case v := <-ch:
			return v
		case <-time.After(time.Second):
			fmt.Println("again")
		}
	}
}

// A loop that a flag ends.
func flagged(ctx context.Context, url string) {
	ch := make(chan string)
	go func() {
		for {
			v, _ := fetch(url)
			ch <- v // want `leaves by the case at line 230`
		}
	}()
	stop := false
	for !stop {
		select {
		case v := <-ch:
			fmt.Println(v)
		case <-ctx.Done():
			stop = true
		}
	}
}

// Timeouts of single receives, without a return.
func patient(urls []string) (got []string) {
	ch := make(chan string)
	for _, u := range urls {
		go func() {
			v, _ := fetch(u)
			ch <- v // want `without receiving from every sender`
		}()
	}
	for range urls {
		select {
		case v := <-ch:
			got = append(got, v)
		case <-time.After(time.Second):
			fmt.Println("skipped one")
		}
	}
	return got
}
