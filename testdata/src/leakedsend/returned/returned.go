// Package returned holds channels that the function that makes them returns.
package returned

import (
	"context"
	"errors"
	"fmt"
)

func fetch(string) (string, error) { return "", nil }
func use(string) error             { return nil }

func start(url string) <-chan string {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		ch <- v // want `the goroutine blocks for ever on this send to "ch" once "one", which gets the channel from "start", leaves by the case at line 27 without receiving`
	}()
	return ch
}

func one(ctx context.Context, url string) (string, error) {
	ch := start(url)
	select {
	case v := <-ch:
		return v, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func list(urls []string) (<-chan string, error) {
	if len(urls) == 0 {
		return nil, errors.New("nothing")
	}
	out := make(chan string)
	go func() {
		defer close(out)
		for _, u := range urls {
			out <- u // want `once "find", which gets the channel from "list", returns at line 57`
		}
	}()
	return out, nil
}

func wrapped(urls []string) (<-chan string, error) {
	return list(urls)
}

func find(urls []string, name string) error {
	all, err := wrapped(urls)
	if err != nil {
		return err
	}
	for u := range all {
		if u == name {
			return nil
		}
		if err := use(u); err != nil {
			return err
		}
	}
	return errors.New("not found")
}

// The goroutine has started when the function gives up.
func forgets(url string) (<-chan string, error) {
	ch := make(chan string)
	go func() {
		v, _ := fetch(url)
		ch <- v // want `once "forgets" returns at line 74`
	}()
	if err := use(url); err != nil {
		return nil, err
	}
	return ch, nil
}

func askForgets() error {
	ch, err := forgets("x")
	if err != nil {
		return err
	}
	fmt.Println(<-ch)
	return nil
}

// One of the callers receives to the end.
func kept(urls []string) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			ch <- u
		}
	}()
	return ch
}

func all(urls []string) {
	for u := range kept(urls) {
		fmt.Println(u)
	}
}

func some(urls []string) error {
	for u := range kept(urls) {
		if err := use(u); err != nil {
			return err
		}
	}
	return nil
}

// What packages that are not seen do with it is their affair.
func Public(url string) <-chan string {
	ch := make(chan string)
	go func() { ch <- url }() // want `once "ask", which gets the channel from "Public", leaves by the case at line 125 without receiving`
	return ch
}

func ask(ctx context.Context) {
	select {
	case <-Public("x"):
	case <-ctx.Done():
	}
}

// The caller stores it.
func stored(url string) chan string {
	ch := make(chan string)
	go func() { ch <- url }()
	return ch
}

type holder struct{ ch chan string }

func (h *holder) hold() { h.ch = stored("x") }

// Two results: one says that the other is over.
func stream(urls []string) (<-chan string, <-chan error) {
	values, done := make(chan string), make(chan error, 1)
	go func() {
		for _, u := range urls {
			values <- u
		}
		done <- nil
	}()
	return values, done
}

func follow(urls []string) error {
	values, done := stream(urls)
	for {
		select {
		case v := <-values:
			fmt.Println(v)
		case err := <-done:
			return err
		}
	}
}

// The function is used as a value.
func asValue(url string) <-chan string {
	ch := make(chan string)
	go func() { ch <- url }()
	return ch
}

var starters = []func(string) <-chan string{asValue}

func first(ctx context.Context) {
	select {
	case <-asValue("x"):
	case <-ctx.Done():
	}
}

func fire(url string) (<-chan string, int) {
	ch := make(chan string)
	go func() { ch <- url }() // want `blocks for ever on this send to "ch" once "forget", which gets the channel from "fire", throws it away at line 187 without receiving`
	return ch, 1
}

func forget() {
	_, n := fire("x")
	fmt.Println(n)
}

// One throws it away, another receives.
func kind(url string) <-chan string {
	ch := make(chan string)
	go func() { ch <- url }()
	return ch
}

func rude()   { kind("x") }
func polite() { <-kind("y") }
