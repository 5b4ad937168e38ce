package fixes

import (
	"log"
	"sync"
)

func imports(items []string) {
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() { // want "one goroutine per element"
			defer wg.Done()
			log.Print(item)
		}()
	}
	wg.Wait()
}
