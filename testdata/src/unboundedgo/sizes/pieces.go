package sizes

import "runtime"

type copier struct {
	chunk   int64
	workers int
}

const block = 1 << 20

func (c *copier) send(int) {}

// How many pieces there are depends on what is cut.
func (c *copier) copy(size int64) {
	limiter := make(chan struct{}, c.workers)
	parts := make([]string, (size+c.chunk-1)/c.chunk)
	for i := range parts {
		go func() { // want `one goroutine per element of "parts"`
			limiter <- struct{}{}
			defer func() { <-limiter }()
			c.send(i)
		}()
	}
	n := (size + block - 1) / block
	blocks := make([]string, n)
	for i := range blocks {
		go c.send(i) // want `one goroutine per element of "blocks"`
	}
}

// How many workers there are does not.
func (c *copier) pool(n int) {
	for i := range make([]string, c.workers) {
		go c.send(i)
	}
	for i := range make([]string, n) {
		go c.send(i)
	}
	half := make([]string, (runtime.NumCPU()+1)/2)
	for i := range half {
		go c.send(i)
	}
}
