package capacity

import (
	"context"
	"time"
)

// Room for the one send.
func one(ctx context.Context, url string) error {
	done := make(chan error, 1)
	go func() {
		_, err := fetch(url)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// One of two sends happens.
func either(ctx context.Context, url string) error {
	done := make(chan error, 1)
	go func() {
		if _, err := fetch(url); err != nil {
			done <- err
			return
		}
		done <- nil
	}()
	select {
	case err := <-done:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

// Room for each element.
func perElement(urls []string) string {
	ch := make(chan string, len(urls))
	for _, u := range urls {
		go func() {
			v, _ := fetch(u)
			ch <- v
		}()
	}
	return <-ch
}

// Room for n goroutines.
func perCount(n int) string {
	ch := make(chan string, n)
	for i := 0; i < n; i++ {
		go func() {
			v, _ := fetch("x")
			ch <- v
		}()
	}
	return <-ch
}

// Room for a constant number.
func constant() string {
	const replicas = 3
	ch := make(chan string, replicas)
	for i := 0; i < replicas; i++ {
		go func() {
			v, _ := fetch("x")
			ch <- v
		}()
	}
	return <-ch
}

// Room for the elements of a literal.
func literal() string {
	ch := make(chan string, 2)
	for _, u := range []string{"a", "b"} {
		go func() {
			v, _ := fetch(u)
			ch <- v
		}()
	}
	return <-ch
}

// Room for one and a receive for the other.
func oneEach(a, b string) {
	ch := make(chan error, 1)
	send := func(u string) {
		_, err := fetch(u)
		ch <- err
	}
	go send(a)
	go send(b)
	<-ch
}

// Only one of the goroutines is started.
func oneBranch(ctx context.Context, fast bool) error {
	done := make(chan error, 1)
	if fast {
		go func() { done <- nil }()
	} else {
		go func() {
			_, err := fetch("slow")
			done <- err
		}()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// The goroutine stops at the first error it sends.
func loopThenReturn(ctx context.Context, urls []string) error {
	errs := make(chan error, 1)
	go func() {
		for _, u := range urls {
			if _, err := fetch(u); err != nil {
				errs <- err
				return
			}
		}
		errs <- nil
	}()
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A semaphore is no message.
func semaphore(urls []string) {
	sem := make(chan struct{}, 4)
	for _, u := range urls {
		sem <- struct{}{}
		go func() {
			defer func() { <-sem }()
			fetch(u)
		}()
	}
}

// One that the goroutines take themselves.
func inside(urls []string) {
	sem := make(chan struct{}, 4)
	for _, u := range urls {
		go func() {
			sem <- struct{}{}
			defer func() { <-sem }()
			fetch(u)
		}()
	}
}

// One that is tried for.
func tried(ctx context.Context, tick <-chan time.Time) {
	sem := make(chan struct{}, 1)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			select {
			case sem <- struct{}{}:
				go func() {
					defer func() { <-sem }()
					fetch("x")
				}()
			default:
			}
		}
	}
}
