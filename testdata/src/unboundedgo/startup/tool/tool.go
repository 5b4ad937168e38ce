// Package main serves nothing: what it starts is its work.
package main

import (
	"os"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	for _, name := range os.Args[1:] {
		wg.Go(func() { os.Remove(name) }) // want `one goroutine per element of "os.Args\[1:\]"`
	}
	wg.Wait()
}
