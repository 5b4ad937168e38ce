// Package progress holds parents that learn by other means that nobody sends
// any more.
package progress

import (
	"context"
	"fmt"
	"sync"
)

func fetch(string) (string, error) { return "", nil }
func use(string) error             { return nil }

// One goroutine sends on one of two channels.
func eitherChannel(url string) (string, error) {
	values, errs := make(chan string), make(chan error)
	go func() {
		v, err := fetch(url)
		if err != nil {
			errs <- err
			return
		}
		values <- v
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return "", err
	}
}

// Here it may go on after the first.
func bothChannels(url string) (string, error) {
	values, errs := make(chan string), make(chan error)
	go func() {
		v, err := fetch(url)
		if err != nil {
			errs <- err
		}
		values <- v // want `once "bothChannels" leaves by the case at line 46`
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return "", err
	}
}

// The goroutine closes done when it is past its sends.
func closesDone(urls []string) error {
	errs, done := make(chan error), make(chan struct{})
	go func() {
		defer close(done)
		for _, u := range urls {
			if _, err := fetch(u); err != nil {
				errs <- err
				return
			}
		}
	}()
	select {
	case err := <-errs:
		return err
	case <-done:
		return nil
	}
}

// done is closed once all workers are through; but the first error ends the
// wait, and others may follow.
func workers(urls []string) error {
	errs, done := make(chan error), make(chan struct{})
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := fetch(u); err != nil {
				errs <- err // want `without receiving from every sender`
			}
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	select {
	case err := <-errs:
		return err
	case <-done:
		return nil
	}
}

// The same, and all errors are read.
func allErrors(urls []string) (all []error) {
	errs, done := make(chan error), make(chan struct{})
	var wg sync.WaitGroup
	for _, u := range urls {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := fetch(u); err != nil {
				errs <- err
			}
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	for {
		select {
		case err := <-errs:
			all = append(all, err)
		case <-done:
			return all
		}
	}
}

// The parent waits for the goroutine before it leaves.
func waits(url string) error {
	ch := make(chan string)
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		v, _ := fetch(url)
		ch <- v
	}()
	if err := use(<-ch); err != nil {
		wg.Wait()
		return err
	}
	wg.Wait()
	return nil
}

// A reader that stops with the error it sends, and a parent that stops with it.
type message struct {
	text string
	err  error
}

func reader() error {
	ch := make(chan message)
	go func() {
		for {
			text, err := fetch("next")
			ch <- message{text, err}
			if err != nil {
				return
			}
		}
	}()
	for {
		m := <-ch
		if m.err != nil {
			return m.err
		}
		fmt.Println(m.text)
	}
}

// The parent leaves for another reason than the reader.
func impatientReader() error {
	ch := make(chan message)
	go func() {
		for {
			text, err := fetch("next")
			ch <- message{text, err} // want `once "impatientReader" returns at line \d+`
			if err != nil {
				return
			}
		}
	}()
	for {
		m := <-ch
		if m.err != nil {
			return m.err
		}
		if err := use(m.text); err != nil {
			return err
		}
	}
}

// The last value says that it is the last.
func sentinel(urls []string) {
	ch := make(chan string)
	go func() {
		for _, u := range urls {
			ch <- u
		}
		ch <- ""
	}()
	for {
		v := <-ch
		if v == "" {
			break
		}
		fmt.Println(v)
	}
}

// Only the goroutine cancels, when it is done.
func cancelsItself(url string) {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan string)
	go func() {
		defer cancel()
		v, _ := fetch(url)
		ch <- v
	}()
	select {
	case v := <-ch:
		fmt.Println(v)
	case <-ctx.Done():
	}
}

// Somebody else may cancel.
func cancelledByCaller(ctx context.Context, url string) {
	ctx, cancel := context.WithCancel(ctx)
	ch := make(chan string)
	go func() {
		defer cancel()
		v, _ := fetch(url)
		ch <- v // want `leaves by the case at line \d+`
	}()
	select {
	case v := <-ch:
		fmt.Println(v)
	case <-ctx.Done():
	}
}
