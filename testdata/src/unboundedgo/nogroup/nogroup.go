// Package nogroup has loops whose goroutines can be limited by a semaphore, as the
// package uses no errgroups.
package nogroup

import (
	"context"
	"sync"
)

func fetch(ctx context.Context, url string) error { return ctx.Err() }

func waitGroup(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	// All of them at once.
	for _, url := range urls {
		wg.Add(1)
		// One of them.
		go func() { // want "one goroutine per element"
			defer wg.Done()
			_ = fetch(ctx, url)
		}()
	}
	wg.Wait()
}

func oneLine(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { _ = fetch(ctx, url) }) // want "one goroutine per element"
	}
	wg.Wait()
}

func nameTaken(ctx context.Context, urls []string, sem int) {
	var wg sync.WaitGroup
	for i := 0; i < len(urls); i++ {
		wg.Add(1)
		go func(slots string) { // want "one goroutine per element"
			defer wg.Done()
			_ = fetch(ctx, slots)
		}(urls[i])
	}
	wg.Wait()
	_ = sem
}

func perBatch(ctx context.Context, batches <-chan []string) {
	var wg sync.WaitGroup
	for batch := range batches {
		for _, url := range batch {
			wg.Add(1)
			go func() { // want "one goroutine per element"
				defer wg.Done()
				_ = fetch(ctx, url)
			}()
		}
		wg.Wait()
	}
}

func twice(ctx context.Context, urls, again []string) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		})
	}
	for _, url := range again {
		wg.Go(func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		})
	}
	wg.Wait()
}

// No fix: a goroutine may want the lock that the loop would wait with.
func locked(ctx context.Context, mu *sync.Mutex, urls []string) (failed int) {
	var wg sync.WaitGroup
	mu.Lock()
	for _, url := range urls {
		wg.Add(1)
		go func() { // want "one goroutine per element"
			defer wg.Done()
			if fetch(ctx, url) != nil {
				mu.Lock()
				failed++
				mu.Unlock()
			}
		}()
	}
	mu.Unlock()
	wg.Wait()
	return failed
}

// No fix: the groups of all batches run together.
func nested(ctx context.Context, batches [][]string) {
	var wg sync.WaitGroup
	for _, batch := range batches {
		for _, url := range batch {
			wg.Add(1)
			go func() { // want "one goroutine per element"
				defer wg.Done()
				_ = fetch(ctx, url)
			}()
		}
	}
	wg.Wait()
}

// There is room for what all of them send.
func results(ctx context.Context, urls []string) (errs []error) {
	var wg sync.WaitGroup
	wg.Add(len(urls))
	done := make(chan error, len(urls))
	for _, url := range urls {
		go func(url string) { // want "one goroutine per element"
			defer wg.Done()
			done <- fetch(ctx, url)
		}(url)
	}
	wg.Wait()
	close(done)
	for err := range done {
		errs = append(errs, err)
	}
	return errs
}

// No fix: there is no room for the second ones.
func twoResults(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	done := make(chan error, len(urls))
	for _, url := range urls {
		wg.Add(1)
		go func() { // want "one goroutine per element"
			defer wg.Done()
			done <- fetch(ctx, url)
			done <- fetch(ctx, url)
		}()
	}
	for range urls {
		<-done
		<-done
	}
	wg.Wait()
}

// No fix: there is room for others.
func others(ctx context.Context, urls, names []string) {
	var wg sync.WaitGroup
	done := make(chan error, len(names))
	for _, url := range urls {
		wg.Add(1)
		go func() { // want "one goroutine per element"
			defer wg.Done()
			done <- fetch(ctx, url)
		}()
	}
	for range urls {
		<-done
	}
	wg.Wait()
}
