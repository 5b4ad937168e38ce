// Package calls holds sends that stand in functions which are called.
package calls

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"fixtures/leakedsend/calls/spawn"
)

func fetch(string) (string, error) { return "", nil }

func wait(ctx context.Context, ch <-chan string) (string, error) {
	select {
	case v := <-ch:
		return v, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func load(url string, out chan<- string) {
	v, _ := fetch(url)
	deliver(out, v)
}

func deliver(out chan<- string, v string) {
	out <- v // want `the goroutine blocks for ever on this send to "out" once "viaFunctions" leaves by the case at line 21 without receiving`
}

// The send is two calls away, and so is the receive.
func viaFunctions(ctx context.Context, url string) (string, error) {
	ch := make(chan string)
	go load(url, ch)
	return wait(ctx, ch)
}

type loader struct{ url string }

func (l *loader) load(out chan<- string) {
	v, _ := fetch(l.url)
	out <- v // want `once "viaMethod" leaves by the case at line 21`
}

func (l *loader) loadTo(out chan<- string) {
	v, _ := fetch(l.url)
	out <- v // want `once "viaMethodValue" leaves by the case at line 21`
}

func viaMethod(ctx context.Context, l *loader) (string, error) {
	ch := make(chan string)
	go l.load(ch)
	return wait(ctx, ch)
}

func viaMethodValue(ctx context.Context, l *loader) (string, error) {
	ch := make(chan string)
	run := l.loadTo
	go run(ch)
	return wait(ctx, ch)
}

func send[T any](out chan<- T, v T) {
	out <- v // want `once "viaGeneric" leaves by the case at line 21`
}

func viaGeneric(ctx context.Context) (string, error) {
	ch := make(chan string)
	go send(ch, "x")
	return wait(ctx, ch)
}

func generic[T any](ctx context.Context, f func() T) (v T, err error) {
	ch := make(chan T)
	go func() {
		ch <- f() // want `once "generic" leaves by the case at line \d+`
	}()
	select {
	case v = <-ch:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

func viaLiteral(ctx context.Context, url string) (string, error) {
	ch := make(chan string)
	reply := func(v string) {
		ch <- v // want `once "viaLiteral" leaves by the case at line 21`
	}
	go func() {
		v, _ := fetch(url)
		reply(v)
	}()
	return wait(ctx, ch)
}

func viaWaitGroup(ctx context.Context, url string) (string, error) {
	ch := make(chan string)
	var wg sync.WaitGroup
	wg.Go(func() {
		v, _ := fetch(url)
		ch <- v // want `once "viaWaitGroup" leaves by the case at line 21`
	})
	return wait(ctx, ch)
}

// The group is waited for only where all went well.
func viaErrgroup(ctx context.Context, urls []string) error {
	g, ctx := errgroup.WithContext(ctx)
	ch := make(chan string)
	for _, u := range urls {
		g.Go(func() error {
			v, err := fetch(u)
			ch <- v // want `without receiving from every sender`
			return err
		})
	}
	for range urls {
		select {
		case <-ch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return g.Wait()
}

func later(url string) error {
	ch := make(chan string)
	time.AfterFunc(time.Second, func() {
		ch <- url // want `once "later" returns at line \d+`
	})
	if url == "" {
		return errors.New("no url")
	}
	<-ch
	return nil
}

// A helper of this package starts the goroutine.
func background(f func()) { go f() }

func viaHelper(ctx context.Context, url string) (string, error) {
	ch := make(chan string)
	background(func() {
		v, _ := fetch(url)
		ch <- v // want `once "viaHelper" leaves by the case at line 21`
	})
	return wait(ctx, ch)
}

// Helpers of another package.
func viaOtherPackage(ctx context.Context, url string) (string, error) {
	ch := make(chan string)
	spawn.Safe(func() {
		v, _ := fetch(url)
		ch <- v // want `once "viaOtherPackage" leaves by the case at line 21`
	})
	return wait(ctx, ch)
}

func viaPool(ctx context.Context, p *spawn.Pool, url string) (string, error) {
	ch := make(chan string)
	p.Go(func() {
		v, _ := fetch(url)
		ch <- v // want `once "viaPool" leaves by the case at line 21`
	})
	return wait(ctx, ch)
}

func sendElsewhere(ctx context.Context) (string, error) {
	ch := make(chan string)
	go spawn.Send(ch, "x") // want `the goroutine blocks for ever in spawn.Send, on the send to "ch" at spawn.go:21, once "sendElsewhere" leaves by the case at line 21`
	return wait(ctx, ch)
}

func sendFurther(ctx context.Context) (string, error) {
	ch := make(chan string)
	go func() {
		v, _ := fetch("x")
		spawn.Send(ch, v) // want `the goroutine blocks for ever in spawn.Send, on the send to "ch" at spawn.go:21`
	}()
	return wait(ctx, ch)
}

func startElsewhere(ctx context.Context) (string, error) {
	ch := make(chan string)
	spawn.Start(ch, "x") // want `the goroutine that spawn.Start starts blocks for ever on the send to "ch" at spawn.go:41`
	return wait(ctx, ch)
}

// The other package drops what nobody takes.
func offers(ctx context.Context) (string, error) {
	ch := make(chan string)
	go spawn.Offer(ch, "x")
	return wait(ctx, ch)
}

// The other package receives all.
func collects(urls []string) []string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, u := range urls {
			ch <- u
		}
	}()
	return spawn.Collect(ch)
}

// The other package may let anybody receive.
func keeps(ctx context.Context) (string, error) {
	ch := make(chan string)
	spawn.Keep(ch)
	go func() { ch <- "x" }()
	return wait(ctx, ch)
}
