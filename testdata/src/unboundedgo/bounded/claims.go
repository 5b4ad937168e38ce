package bounded

import (
	"sync"
	"sync/atomic"
)

// lockedInside takes the lock itself as well: it waits for it.
func lockedInside(items []int, mu *sync.Mutex) {
	for _, it := range items {
		mu.Lock()
		handle(it)
		mu.Unlock()
		go func() { // want `one goroutine per element of "items"`
			mu.Lock()
			defer mu.Unlock()
			handle(it)
		}()
	}
}

// updates swaps a state in, as an assignment would: it claims nothing.
func updates(items []int, state *atomic.Int32) {
	for _, it := range items {
		for {
			old := state.Load()
			if state.CompareAndSwap(old, old|1) {
				break
			}
		}
		go handle(it) // want `one goroutine per element of "items"`
	}
}
