// Package fixes has the loops whose sleep becomes a wait for a timer and the end
// of the context.
package fixes

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	pause "time"
)

type point struct{ x, y int }

func ask(ctx context.Context) (int, error) { return 0, ctx.Err() }

func plain(ctx context.Context) error {
	for {
		if _, err := ask(ctx); err == nil {
			return nil
		}
		pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	}
}

func zeroValues(ctx context.Context, d pause.Duration) (point, *point, string, float64, bool, error) {
	for {
		if n, err := ask(ctx); err == nil {
			return point{x: n}, nil, "", 0, true, nil
		}
		// The other side needs some time.
		pause.Sleep(2 * d) // want "when \"ctx\" is cancelled"
	}
}

func named(ctx context.Context) (n int, err error) {
	for range 3 {
		if n, err = ask(ctx); err == nil {
			break
		}
		pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	}
	return n, err
}

func none(ctx context.Context, done func()) {
	for {
		switch _, err := ask(ctx); {
		case err == nil:
			done()
			return
		default:
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
		}
	}
}

// The literal returns for itself.
func literal(ctx context.Context) func() (int, error) {
	wait := func() (int, error) {
		for {
			if n, err := ask(ctx); err == nil {
				return n, nil
			}
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
		}
	}
	return wait
}

// What the end of the context means here is known.
func asElsewhere(ctx context.Context) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		default:
		}
		if _, err := ask(ctx); err == nil {
			return true
		}
		pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	}
}

func ofRequest(w http.ResponseWriter, r *http.Request) {
	for {
		if _, err := ask(r.Context()); err == nil {
			return
		}
		pause.Sleep(pause.Second) // want `when "r.Context\(\)" is cancelled`
	}
}

func again(ctx context.Context, left int) error {
	if _, err := ask(ctx); err == nil || left == 0 {
		return err
	}
	pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	return again(ctx, left-1)
}

// No fix: what is to be returned is anybody's guess.
func silent(ctx context.Context) int {
	for {
		if n, err := ask(ctx); err == nil {
			return n
		}
		pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	}
}

// No fix: there is more to do.
func goesOn(ctx context.Context, stop func()) {
	for {
		if _, err := ask(ctx); err == nil {
			break
		}
		pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	}
	stop()
}

// No fix: the response is still open.
func holds(ctx context.Context, get func() (*http.Response, error)) error {
	for {
		resp, err := get()
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
		}
		resp.Body.Close()
		if _, err := ask(ctx); err == nil {
			return nil
		}
	}
}

// No fix: the loop has another way to end with the context.
func breaks(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			fmt.Println("cancelled")
		default:
		}
		if _, err := ask(ctx); err == nil {
			return errors.New("no")
		}
		pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
	}
}

// No fix: the return would leave the literal, not the loop.
func onTheSpot(ctx context.Context) error {
	for {
		if err := func() error {
			_, err := ask(ctx)
			if err != nil {
				pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
			}
			return err
		}(); err == nil {
			return nil
		}
	}
}

// What is closed further down has not been opened yet.
func opensLater(ctx context.Context, open func() (io.Closer, error)) {
	for {
		c, err := open()
		if err != nil {
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
			continue
		}
		c.Close()
		select {
		case <-ctx.Done():
			return
		default:
		}
	}
}

// The return comes anyway.
func givesUp(ctx context.Context, tries int) {
	for {
		if _, err := ask(ctx); err != nil {
			tries--
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
			if tries > 0 {
				continue
			}
		} else {
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
			return
		}
	}
}

// No fix: it is closed behind the loop.
func closesBehind(ctx context.Context, c io.Closer, next func() error) {
	for ctx.Err() == nil {
		if next() != nil {
			pause.Sleep(pause.Second) // want "when \"ctx\" is cancelled"
			continue
		}
	}
	c.Close()
}
