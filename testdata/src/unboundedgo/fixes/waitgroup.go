package fixes

import (
	"context"
	"log"
	"sync"
)

func all(ctx context.Context, urls []string) {
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

// A literal within returns something else.
func returns(ctx context.Context, urls []string, g int) {
	var wg sync.WaitGroup
	for _, url := range urls {
		if url == "" {
			continue
		}
		wg.Add(1)
		go func() { // want "one goroutine per element"
			defer wg.Done()
			err := fetch(ctx, url)
			if err == nil {
				return
			}
			defer func() { log.Print(g) }()
			if ctx.Err() != nil {
				return
			}
			log.Print(func() string { return url }(), err)
			return
		}()
	}
	log.Print("started")
	wg.Wait()
}

// Each has a name of its own.
func twoGroups(ctx context.Context, urls, again []string) {
	var first sync.WaitGroup
	for _, url := range urls {
		first.Go(func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		})
	}
	first.Wait()
	var second sync.WaitGroup
	for _, url := range again {
		second.Go(func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		})
	}
	second.Wait()
}

// A semaphore: an errgroup serves once.
func rounds(ctx context.Context, batches <-chan []string) {
	var wg sync.WaitGroup
	for batch := range batches {
		for _, url := range batch {
			wg.Go(func() { // want "one goroutine per element"
				_ = fetch(ctx, url)
			})
		}
		wg.Wait()
	}
}

// A semaphore: the goroutine takes an argument.
func argument(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	for i := range urls {
		wg.Add(1)
		go func(url string) { // want "one goroutine per element"
			defer wg.Done()
			_ = fetch(ctx, url)
		}(urls[i])
	}
	wg.Wait()
}

// A semaphore: the group counts something else, too.
func together(ctx context.Context, urls []string) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		log.Print("beside")
	}()
	for _, url := range urls {
		wg.Go(func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		})
	}
	wg.Wait()
}

// A semaphore: who else waits for the group is not known.
func handed(ctx context.Context, urls []string, wait func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	for _, url := range urls {
		wg.Go(func() { // want "one goroutine per element"
			_ = fetch(ctx, url)
		})
	}
	wait(&wg)
	wg.Wait()
}
