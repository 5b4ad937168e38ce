// Package fixes has the shapes in which the channel gets room for every send.
package fixes

import (
	"context"
	"fmt"
)

type item struct{ name string }

func fetch(name string) (item, error) { return item{name}, nil }

func one(ctx context.Context, name string) (item, error) {
	ch := make(chan item) // the answer
	go func() {
		it, _ := fetch(name)
		ch <- it // want "capacity of 1,"
	}()
	select {
	case it := <-ch:
		return it, nil
	case <-ctx.Done():
		return item{}, ctx.Err()
	}
}

func either(ctx context.Context, name string) (item, error) {
	found, failed := make(chan item), make(chan error)
	go func() {
		it, err := fetch(name)
		if err != nil {
			failed <- err // want "capacity of 1,"
			return
		}
		found <- it // want "capacity of 1,"
	}()
	select {
	case it := <-found:
		return it, nil
	case err := <-failed:
		return item{}, err
	case <-ctx.Done():
		return item{}, ctx.Err()
	}
}

func tooSmall() error {
	errs := make(chan error, 1)
	go func() {
		_, err := fetch("a")
		errs <- err
		_, err = fetch("b")
		errs <- err
		_, err = fetch("c")
		errs <- err // want "capacity of 3,"
	}()
	return <-errs
}

// The first error ends the wait, and the other senders stay.
func perElement(names []string) error {
	errs := make(chan error)
	for _, name := range names {
		go func() {
			_, err := fetch(name)
			errs <- err // want `capacity of len\(names\),`
		}()
	}
	for range names {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func perElementAndOne(names []string) error {
	errs := make(chan error)
	for _, name := range names {
		go func() {
			_, err := fetch(name)
			errs <- err // want `capacity of len\(names\)\+1,`
		}()
	}
	go func() {
		_, err := fetch("root")
		errs <- err
	}()
	for range names {
		if err := <-errs; err != nil {
			return err
		}
	}
	return <-errs
}

// The list is not complete where the channel is made.
func grown(names []string) error {
	errs := make(chan error)
	names = append(names, "root")
	for _, name := range names {
		go func() {
			_, err := fetch(name)
			errs <- err // want `send in a select with ctx.Done\(\), or with`
		}()
	}
	for range names {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Nobody knows how many pairs there are.
func pairs(names []string) error {
	errs := make(chan error)
	for _, a := range names {
		for _, b := range names {
			go func() {
				_, err := fetch(a + b)
				errs <- err // want `send in a select with ctx.Done\(\), or with`
			}()
		}
	}
	return <-errs
}

// What is sent in a select takes up room as well.
func progress(ctx context.Context) (string, error) {
	out := make(chan string)
	go func() {
		select {
		case out <- "starting":
		default:
		}
		it, _ := fetch("a")
		out <- it.name // want "capacity of 1,"
	}()
	select {
	case s := <-out:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

const room = 1

// A size with a name means something to somebody.
func named() error {
	errs := make(chan error, room)
	go func() {
		errs <- fmt.Errorf("a")
		errs <- fmt.Errorf("b")
		errs <- fmt.Errorf("c") // want "capacity of 3,"
	}()
	return <-errs
}
