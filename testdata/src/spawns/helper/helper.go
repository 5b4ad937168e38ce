// Package helper starts goroutines for others.
package helper

import (
	"context"
	"sync"
)

// Go runs fn in a goroutine that survives a panic.
func Go(fn func()) { // want Go:`leaves argument 0 running \(helper.go:\d+\)`
	GoWith(fn, func(any) {})
}

// GoWith is Go with a handler of panics.
func GoWith(fn func(), handle func(any)) { // want GoWith:`leaves argument 0 running`
	go func() {
		defer func() {
			if r := recover(); r != nil {
				handle(r)
			}
		}()
		fn()
	}()
}

// Notify tells somebody in the background.
func Notify(to string) { // want Notify:`leaves a goroutine \(helper.go:\d+\)`
	go send(to)
}

// NotifyAll hands that on.
func NotifyAll(to string) error { // want NotifyAll:`leaves a goroutine`
	Notify(to)
	return nil
}

// NotifyNow waits for its goroutine.
func NotifyNow(to string) {
	var wg sync.WaitGroup
	wg.Go(func() { send(to) })
	wg.Wait()
}

// Lines feeds a channel that the caller gets.
func Lines(to string) <-chan string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		ch <- to
	}()
	return ch
}

// Watch runs until ctx ends.
func Watch(ctx context.Context, to string) { // want Watch:`endless`
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			send(to)
		}
	}
}

// StartWatch starts a component.
func StartWatch(ctx context.Context, to string) {
	go Watch(ctx, to)
}

var ticks = make(chan int)

var slots = make(chan struct{}, 8)

// Acquire takes a slot.
func Acquire() { slots <- struct{}{} } // want Acquire:`acquires`

// Release gives it back.
func Release() { <-slots }

// Twice calls fn itself.
func Twice(fn func()) { // want Twice:`calls its arguments`
	fn()
	fn()
}

// Kinds are few.
var Kinds = []string{"mail", "chat"} // want Kinds:`few elements`

// Levels returns few elements.
func Levels() []int { return []int{1, 2, 3} } // want Levels:`few elements`

func send(string) {}
