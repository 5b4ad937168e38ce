// Package start sleeps after goroutines were started or told to stop. // want package:"[0-9]+ findings if on a request path"
package start

import (
	"context"
	"fmt"
	"sync"
	"time"
)

func work(ctx context.Context) {}

func afterGo() int {
	n := 0
	go func() { n = 1 }()
	time.Sleep(time.Second) // want `time.Sleep does not wait for the goroutine started at line 15, it only hopes that the time is enough`
	return n
}

func main() {
	go work(context.Background())
	time.Sleep(time.Second) // want `does not wait for the goroutine started at line 21`
}

func afterLoop(n int) {
	for range n {
		go work(context.Background())
	}
	time.Sleep(time.Second) // want `does not wait for the goroutine started at line 27`
	fmt.Println("done")
}

func afterWaitGroupGo() {
	var wg sync.WaitGroup
	wg.Go(func() { work(context.Background()) })
	time.Sleep(time.Second) // want `does not wait for the goroutine started at line 35`
	wg.Wait()
}

func afterCancel() {
	ctx, cancel := context.WithCancel(context.Background())
	work(ctx)
	cancel()
	time.Sleep(time.Second) // want `does not wait for what was told to stop at line 43`
}

func afterClose(done chan struct{}) {
	close(done)
	time.Sleep(time.Second) // want `does not wait for what was told to stop at line 48`
}

type service struct{ cancel context.CancelFunc }

func (s *service) Stop() {
	s.cancel()
	if true {
		time.Sleep(time.Second) // want `does not wait for what was told to stop at line 55`
	}
}

func perIteration(inputs []int) {
	for _, in := range inputs {
		out := make(chan int, 1)
		go func() { out <- in * 2 }()
		time.Sleep(time.Millisecond) // want `does not wait for the goroutine started at line 64`
		fmt.Println(<-out)
	}
}

var pause = time.Sleep

func alias() {
	nap := time.Sleep
	go work(context.Background())
	nap(time.Second)   // want `nap does not wait for the goroutine`
	pause(time.Second) // want `pause does not wait for the goroutine`
}

// The goroutine has been waited for.
func joined() {
	done := make(chan struct{})
	go func() { close(done) }()
	<-done
	time.Sleep(time.Second)
	var wg sync.WaitGroup
	wg.Go(func() {})
	wg.Wait()
	time.Sleep(time.Second)
}

// Each event is waited for, the pause is between two of them.
func results() {
	ch := make(chan int)
	go func() { close(ch) }()
	for n := range ch {
		fmt.Println(n)
		time.Sleep(time.Second)
	}
}

// A pause between two starts paces them.
func staggered(n int) {
	for range n {
		go work(context.Background())
		time.Sleep(10 * time.Millisecond)
	}
}

// A periodic loop beside a goroutine.
func periodic() {
	go work(context.Background())
	for {
		fmt.Println("tick")
		time.Sleep(time.Minute)
	}
}

// The pause is in the goroutine.
func inside() {
	go func() {
		time.Sleep(time.Second)
		work(context.Background())
	}()
}

// cancel only frees what the attempt held.
func attempts() {
	for range 3 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		work(ctx)
		cancel()
		time.Sleep(time.Second)
	}
}

// A delay somebody has configured.
func delayed(delay time.Duration) {
	go work(context.Background())
	time.Sleep(delay)
}

// The other branch leaves.
func branches(async bool) {
	if async {
		go work(context.Background())
		return
	}
	time.Sleep(time.Second)
}
