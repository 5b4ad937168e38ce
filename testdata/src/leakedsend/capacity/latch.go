package capacity

import (
	"errors"
	"time"
)

// first sends the first value alone: the capacity covers it.
func first(in <-chan int) (int, error) {
	ch := make(chan int, 1)
	go func() {
		sent := false
		for v := range in {
			if v > 0 && !sent {
				sent = true
				ch <- v
			}
		}
	}()
	select {
	case v := <-ch:
		return v, nil
	case <-time.After(time.Second):
		return 0, errors.New("none")
	}
}

// each resets the flag.
func each(in <-chan int) (int, error) {
	ch := make(chan int, 1)
	go func() {
		sent := false
		for v := range in {
			if !sent {
				sent = true
				ch <- v // want `blocks for ever on this send to "ch"`
			}
			if v == 0 {
				sent = false
			}
		}
	}()
	select {
	case v := <-ch:
		return v, nil
	case <-time.After(time.Second):
		return 0, errors.New("none")
	}
}
