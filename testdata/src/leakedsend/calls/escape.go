package calls

import (
	"context"
	"io"
	"os"
	"os/signal"
)

type hub struct {
	ch   chan string
	subs map[string]chan string
}

var global chan string

// The channel is kept in a field: others may receive.
func (h *hub) field(ctx context.Context) (string, error) {
	ch := make(chan string)
	h.ch = ch
	go func() { ch <- "x" }()
	return wait(ctx, ch)
}

// In a map.
func (h *hub) entry(ctx context.Context) (string, error) {
	ch := make(chan string)
	h.subs["x"] = ch
	go func() { ch <- "x" }()
	return wait(ctx, ch)
}

// In a package variable.
func packageVariable(ctx context.Context) (string, error) {
	ch := make(chan string)
	global = ch
	go func() { ch <- "x" }()
	return wait(ctx, ch)
}

// In a message to somebody else.
func inMessage(ctx context.Context, to chan<- chan string) (string, error) {
	ch := make(chan string)
	go func() { ch <- "x" }()
	to <- ch
	return wait(ctx, ch)
}

type runner interface {
	Run(ctx context.Context, ch chan string)
}

// An interface's method gets it.
func viaInterface(ctx context.Context, r runner) (string, error) {
	ch := make(chan string)
	go r.Run(ctx, ch)
	return wait(ctx, ch)
}

// A function value gets it.
func viaValue(ctx context.Context, f func(chan string)) (string, error) {
	ch := make(chan string)
	go f(ch)
	return wait(ctx, ch)
}

// The library gets it.
func signals(ctx context.Context) {
	ch := make(chan os.Signal)
	signal.Notify(ch, os.Interrupt)
	select {
	case <-ch:
	case <-ctx.Done():
	}
}

// The literal that receives is handed away.
func handsOver(ctx context.Context) func() string {
	ch := make(chan string)
	go func() { ch <- "x" }()
	return func() string { return <-ch }
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

func asReader() io.Reader {
	ch := make(chan []byte)
	go func() { ch <- nil }()
	return reader(func(p []byte) (int, error) { return copy(p, <-ch), nil })
}

// The variable holds one of two channels.
func oneOf(ctx context.Context, a chan string) (string, error) {
	ch := make(chan string)
	if a != nil {
		ch = a
	}
	go func() { ch <- "x" }()
	return wait(ctx, ch)
}
