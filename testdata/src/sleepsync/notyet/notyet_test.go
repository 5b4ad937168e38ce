package notyet

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func block() error { return nil }
func serve() error { return nil }

// Nothing is to have happened: there is nothing to wait for.
func TestNotDone(t *testing.T) {
	var done atomic.Bool
	go func() { _ = block(); done.Store(true) }()
	time.Sleep(20 * time.Millisecond)
	require.False(t, done.Load())
}

func TestDone(t *testing.T) {
	var done atomic.Bool
	go func() { _ = block(); done.Store(true) }()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	require.True(t, done.Load())
}

// The goroutine is to have turned it off.
func TestOff(t *testing.T) {
	var running atomic.Bool
	running.Store(true)
	go func() { _ = block(); running.Store(false) }()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	require.False(t, running.Load())
}

// As TestNotDone, with an if statement.
func TestNotDoneIf(t *testing.T) {
	var done atomic.Bool
	go func() { _ = block(); done.Store(true) }()
	time.Sleep(20 * time.Millisecond)
	if done.Load() {
		t.Fatal("too early")
	}
}

func TestDoneIf(t *testing.T) {
	var done atomic.Bool
	go func() { _ = block(); done.Store(true) }()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	if !done.Load() {
		t.Fatal("too late")
	}
}

// A copy under the lock is as good.
func TestNotCounted(t *testing.T) {
	var mu sync.Mutex
	n := 0
	go func() { mu.Lock(); defer mu.Unlock(); n++ }()
	time.Sleep(20 * time.Millisecond)
	mu.Lock()
	got := n
	mu.Unlock()
	if got != 0 {
		t.Errorf("counted %d", got)
	}
}

func TestCounted(t *testing.T) {
	var n atomic.Int32
	go func() { n.Add(1) }()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	if got := n.Load(); got != 1 {
		t.Errorf("counted %d", got)
	}
}

// Nothing is to have arrived.
func TestNothingSent(t *testing.T) {
	results := make(chan int, 1)
	go func() { _ = block(); results <- 1 }()
	time.Sleep(20 * time.Millisecond)
	select {
	case r := <-results:
		t.Fatalf("got %d", r)
	default:
	}
}

func TestSent(t *testing.T) {
	results := make(chan int, 1)
	go func() { _ = block(); results <- 1 }()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	select {
	case <-results:
	default:
		t.Fatal("nothing")
	}
}

// The sleep gives the server time to start.
func TestServing(t *testing.T) {
	errs := make(chan error, 1)
	go func() { errs <- serve() }()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	select {
	case err := <-errs:
		t.Fatal(err)
	default:
	}
}

// How it went is known only when it is over.
func TestFailures(t *testing.T) {
	var failures atomic.Int32
	go func() {
		if block() != nil {
			failures.Add(1)
		}
	}()
	time.Sleep(20 * time.Millisecond) // want `does not wait for the goroutine`
	require.Zero(t, failures.Load())
}

// Told to stop before it ever began.
func TestNeverCalled(t *testing.T) {
	var calls atomic.Int32
	stop := make(chan struct{})
	go func() { <-stop; _ = block() }()
	close(stop)
	time.Sleep(20 * time.Millisecond)
	require.Equal(t, int32(0), calls.Load())
}

// The time that the cache was configured with must pass.
func TestExpiry(t *testing.T) {
	c := &Cache{TTL: 50 * time.Millisecond}
	go c.Run()
	time.Sleep(c.TTL + 20*time.Millisecond)
	if c.Len() == 1 {
		t.Error("still there")
	}
}

// So must a local that was used for the configuration.
func TestInterval(t *testing.T) {
	const sweepInterval = 5 * time.Millisecond
	c := &Cache{Sweep: sweepInterval}
	go c.Run()
	time.Sleep(3 * sweepInterval)
	if c.Len() == 1 {
		t.Error("still there")
	}
}

func TestOwnTimeout(t *testing.T) {
	const timeout = 5 * time.Millisecond
	c := &Cache{}
	go c.Run()
	time.Sleep(2 * timeout) // want `does not wait for the goroutine`
	if c.Len() == 1 {
		t.Error("still there")
	}
}
