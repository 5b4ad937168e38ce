// Package capacity holds channels with room, too little or enough.
package capacity

import (
	"context"
	"errors"
	"time"
)

func fetch(string) (string, error) { return "", nil }

// The goroutine may send twice.
func twice(ctx context.Context, a, b string) error {
	errs := make(chan error, 1)
	go func() {
		if _, err := fetch(a); err != nil {
			errs <- err
		}
		_, err := fetch(b)
		errs <- err // want `once "twice" leaves by the case at line 25 without receiving: .* capacity of 2`
	}()
	select {
	case err := <-errs:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

// One place is not enough for two senders of whom one is heard by none.
func tooSmall(ctx context.Context, urls []string) error {
	errs := make(chan error, 1)
	for _, u := range urls {
		go func() {
			_, err := fetch(u)
			errs <- err // want `leaves by the case at line 42 without receiving from every sender`
		}()
	}
	select {
	case err := <-errs:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A buffer of any size fills.
func stream(ctx context.Context) error {
	ch := make(chan string, 100)
	go func() {
		for {
			v, err := fetch("next")
			if err != nil {
				close(ch)
				return
			}
			ch <- v // want `send in a select with ctx.Done\(\), or with a channel that is closed when the receiver leaves`
		}
	}()
	for v := range ch {
		if v == "" {
			return errors.New("empty")
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

func computed(size int, ctx context.Context) {
	ch := make(chan string, size)
	go func() {
		for {
			v, _ := fetch("next")
			ch <- v // want `blocks for ever on this send to "ch"`
		}
	}()
	for {
		select {
		case <-ch:
		case <-ctx.Done():
			return
		}
	}
}

// Three places for a constant number of four senders.
func four(ctx context.Context) {
	ch := make(chan string, 3)
	for range 4 {
		go func() {
			v, _ := fetch("x")
			ch <- v // want `make the channel with a capacity of 4`
		}()
	}
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

// Ten sends at most, if the goroutine does not end before: they all have room.
func rangesOverNumber(ctx context.Context) {
	ch := make(chan string, 10)
	go func() {
		for range 10 {
			if ctx.Err() != nil {
				return
			}
			v, _ := fetch("x")
			ch <- v
		}
	}()
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

func rangesTooFar(ctx context.Context) {
	ch := make(chan string, 9)
	go func() {
		for range 10 {
			if ctx.Err() != nil {
				return
			}
			v, _ := fetch("x")
			ch <- v // want `make the channel with a capacity of 10`
		}
	}()
	select {
	case <-ch:
	case <-ctx.Done():
	}
}
