// Package retry sleeps in loops although a context is at hand. // want package:"[0-9]+ findings if on a request path"
package retry

import (
	"context"
	"errors"
	"io"
	"math/rand"
	"time"
)

type client interface {
	Do(ctx context.Context) (string, error)
}

func endless(ctx context.Context, c client) string {
	for {
		state, err := c.Do(ctx)
		if err == nil {
			return state
		}
		time.Sleep(time.Second) // want `the sleep goes on for its whole time when "ctx" is cancelled, and so does the loop; wait in a select for a timer and ctx.Done\(\)`
	}
}

func counted(ctx context.Context, c client) (err error) {
	for i := 0; i < 3; i++ {
		if i > 0 {
			time.Sleep(time.Second) // want `when "ctx" is cancelled`
		}
		if _, err = c.Do(ctx); err == nil {
			return nil
		}
	}
	return err
}

func backOff(ctx context.Context, c client) error {
	for _, d := range []time.Duration{1, 2, 4} {
		_, err := c.Do(ctx)
		if err != nil {
			time.Sleep(d * time.Second) // want `when "ctx" is cancelled`
			continue
		}
		return nil
	}
	return errors.New("no luck")
}

func events(ctx context.Context, c client, ch chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ch:
			if _, err := c.Do(ctx); err != nil {
				time.Sleep(time.Second) // want `when "ctx" is cancelled`
			}
		}
	}
}

func periodic(ctx context.Context, c client) {
	for ctx.Err() == nil {
		c.Do(ctx)
		time.Sleep(time.Minute) // want `when "ctx" is cancelled`
	}
}

func spot(ctx context.Context, c client) {
	for {
		err := func() error {
			if _, err := c.Do(ctx); err != nil {
				time.Sleep(time.Second) // want `when "ctx" is cancelled`
				return err
			}
			return nil
		}()
		if err == nil {
			return
		}
	}
}

func run(ctx context.Context, c client) {
	for ctx.Err() == nil {
		step(ctx, c)
	}
}

// step is the body of run's loop.
func step(ctx context.Context, c client) {
	if _, err := c.Do(ctx); err != nil {
		time.Sleep(time.Second) // want `when "ctx" is cancelled`
		return
	}
}

func recursive(ctx context.Context, c client, left int) error {
	_, err := c.Do(ctx)
	if err == nil || left == 0 {
		return err
	}
	time.Sleep(time.Second) // want `when "ctx" is cancelled`
	return recursive(ctx, c, left-1)
}

type worker struct {
	ctx context.Context
	c   client
}

func (w *worker) run() {
	for {
		if _, err := w.c.Do(w.ctx); err == nil {
			return
		}
		time.Sleep(time.Second) // want `when "w.ctx" is cancelled`
	}
}

// The context of an attempt is over with it: waiting for its end is no pause.
func (w *worker) attempts() {
	for {
		ctx, cancel := context.WithTimeout(w.ctx, time.Second)
		_, err := w.c.Do(ctx)
		cancel()
		if err == nil {
			return
		}
		time.Sleep(time.Second) // want `when "w.ctx" is cancelled`
	}
}

// Each event is waited for: the pause limits the rate.
func throttled(ctx context.Context, c client, ch chan int) {
	for range ch {
		c.Do(ctx)
		time.Sleep(time.Second)
	}
}

// The loop is to end with ctx, and the pause delays that.
func delayed(ctx context.Context, c client, ch chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ch:
			start := time.Now()
			c.Do(ctx)
			if took := time.Since(start); took < time.Second {
				time.Sleep(time.Second - took) // want `when "ctx" is cancelled`
			}
		}
	}
}

func unhurried(ctx context.Context, c client, items []string) {
	for range items {
		select {
		case <-ctx.Done():
			return
		default:
		}
		c.Do(ctx)
		time.Sleep(time.Second) // want `when "ctx" is cancelled`
	}
}

// The rate is configured.
func limited(ctx context.Context, c client, ch chan int, pause int) {
	limit := time.Duration(pause) * time.Second
	for {
		select {
		case <-ctx.Done():
			return
		case <-ch:
			c.Do(ctx)
			time.Sleep(limit)
		}
	}
}

// A grace period begins with the end; and the outer loop does not sleep.
func graceful(ctx context.Context, c client, ch chan []int) {
	for {
		select {
		case <-ctx.Done():
			time.Sleep(time.Second)
			return
		case items := <-ch:
			for range items {
				c.Do(ctx)
				time.Sleep(time.Second)
			}
		}
	}
}

// A pause per element, and one computed from a rate.
func paced(ctx context.Context, c client, items []string, rate int) error {
	for range items {
		if _, err := c.Do(ctx); err != nil {
			return err
		}
		time.Sleep(time.Second)
	}
	for ctx.Err() == nil {
		c.Do(ctx)
		time.Sleep(time.Second / time.Duration(rate))
	}
	for ctx.Err() == nil {
		c.Do(ctx)
		time.Sleep(time.Duration(rand.Intn(100)) * time.Millisecond)
	}
	return nil
}

// A plain Background cannot be cancelled, so it is not at hand.
func background(c client) {
	ctx := context.Background()
	for {
		if _, err := c.Do(ctx); err == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// No context at hand.
func without(c client) {
	for {
		if _, err := c.Do(nil); err == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// Cancelling would hardly shorten it.
func brief(ctx context.Context, c client) {
	for {
		if _, err := c.Do(ctx); err == nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// No loop, no failure: a delay.
func delay(ctx context.Context, c client, d time.Duration) {
	time.Sleep(d)
	c.Do(ctx)
}

// It notices the end.
func selects(ctx context.Context, c client) {
	for {
		if _, err := c.Do(ctx); err == nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

type source interface {
	Next() (page []byte, err error)
}

// play has a pause after each element of what it reads.
func play(ctx context.Context, src source, to io.Writer, pause time.Duration) error {
	for {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		page, err := src.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err = to.Write(page); err != nil {
			return err
		}
		time.Sleep(pause)
	}
}

// reconnect has one before it tries again.
func reconnect(ctx context.Context, src source, to io.Writer) {
	for {
		page, err := src.Next()
		if err == io.EOF {
			return
		}
		to.Write(page)
		time.Sleep(time.Second) // want `when "ctx" is cancelled`
	}
}

// await asks until it is told what it waits for.
func await(ctx context.Context, src source) error {
	for {
		page, err := src.Next()
		if err != nil {
			return err
		}
		if known(page) {
			return nil
		}
		time.Sleep(time.Second) // want `when "ctx" is cancelled`
	}
}

func known(page []byte) bool { return len(page) > 1 }
