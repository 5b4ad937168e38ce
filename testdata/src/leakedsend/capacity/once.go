package capacity

import (
	"errors"
	"sync"
	"time"
)

func dial(addr string) (func() error, error) { return nil, errors.New(addr) }

// connect tells of the first failure alone: the capacity covers it.
func connect(addr string) error {
	failed := make(chan error, 1)
	go keepUp(addr, failed)
	return await(failed)
}

func await(failed chan error) error {
	select {
	case err := <-failed:
		return err
	case <-time.After(time.Second):
		return nil
	}
}

func keepUp(addr string, failed chan error) {
	var once sync.Once
	for {
		read, err := dial(addr)
		if err != nil {
			once.Do(func() { failed <- err })
			continue
		}
		for read() == nil {
		}
	}
}

// connectOften has a sync.Once of its own for each attempt.
func connectOften(addr string) error {
	failed := make(chan error, 1)
	go func() {
		for {
			var once sync.Once
			if _, err := dial(addr); err != nil {
				once.Do(func() { failed <- err }) // want `blocks for ever on this send to "failed"`
			}
		}
	}()
	return await(failed)
}

// connectTwice has two of them, and room for one.
func connectTwice(addr string) error {
	failed := make(chan error, 1)
	go func() {
		var once, other sync.Once
		for {
			if _, err := dial(addr); err != nil {
				once.Do(func() { failed <- err })
			}
			if _, err := dial(addr); err != nil {
				other.Do(func() { failed <- err }) // want `blocks for ever on this send to "failed"`
			}
		}
	}()
	return await(failed)
}

// A feed hands the sync.Once to the functions that tell of the start.
type feed struct{ addr string }

func startFeed(addr string) (*feed, error) {
	f := &feed{addr}
	done := make(chan error)
	go f.run(done)
	if err := <-done; err != nil {
		return nil, err
	}
	return f, nil
}

func (f *feed) run(done chan error) {
	var once sync.Once
	for range time.Tick(time.Second) {
		if _, err := dial(f.addr); err != nil {
			if refused(&once, done, err) {
				return
			}
			continue
		}
		once.Do(func() { close(done) })
	}
}

func refused(once *sync.Once, done chan<- error, err error) (first bool) {
	once.Do(func() {
		first = true
		done <- err
	})
	return first
}

// startPair hands each of two functions another one.
func startPair(addr string) error {
	done := make(chan error)
	go func() {
		var once, other sync.Once
		for range time.Tick(time.Second) {
			if _, err := dial(addr); err != nil {
				refused(&once, done, err)
				refusedAgain(&other, done, err)
			}
		}
	}()
	return <-done
}

func refusedAgain(once *sync.Once, done chan<- error, err error) {
	once.Do(func() { done <- err }) // want `blocks for ever on this send to "done"`
}

// A watcher keeps it in a field.
type watcher struct {
	once sync.Once
}

func watch(w *watcher, addr string) error {
	failed := make(chan error, 1)
	go func() {
		for {
			_, err := dial(addr)
			w.once.Do(func() { failed <- err })
		}
	}()
	return await(failed)
}
