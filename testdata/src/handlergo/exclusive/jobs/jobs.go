// Package jobs does work that only one goroutine at a time does.
package jobs

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

type Jobs struct {
	mu      sync.Mutex
	running map[string]bool
	busy    bool
	sweeps  atomic.Bool
	prunes  int32
	cache   map[string]int
}

var errRunning = errors.New("running")

// Import leaves where another one is at it.
func (j *Jobs) Import(id string) error { // want Import:"leaves where another goroutine is at it"
	started := time.Now()
	j.mu.Lock()
	if j.running[id] {
		j.mu.Unlock()
		return errRunning
	}
	j.running[id] = true
	j.mu.Unlock()
	time.Sleep(time.Since(started))
	j.mu.Lock()
	delete(j.running, id)
	j.mu.Unlock()
	return nil
}

// Export has a flag.
func (j *Jobs) Export() { // want Export:"leaves where another goroutine is at it"
	j.mu.Lock()
	if j.busy {
		j.mu.Unlock()
		return
	}
	j.busy = true
	j.mu.Unlock()
	time.Sleep(time.Second)
}

// Sweep has an atomic one.
func (j *Jobs) Sweep() { // want Sweep:"leaves where another goroutine is at it"
	if !j.sweeps.CompareAndSwap(false, true) {
		return
	}
	defer j.sweeps.Store(false)
	time.Sleep(time.Second)
}

// Prune has the functions of sync/atomic ask.
func (j *Jobs) Prune() { // want Prune:"leaves where another goroutine is at it"
	if !atomic.CompareAndSwapInt32(&j.prunes, 0, 1) {
		return
	}
	defer atomic.StoreInt32(&j.prunes, 0)
	time.Sleep(time.Second)
}

// Compute leaves where the work has been done, which many may be at.
func (j *Jobs) Compute(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, ok := j.cache[id]; ok {
		return
	}
	time.Sleep(time.Second)
	j.cache[id] = 1
}

// Unlocked asks without a lock.
func (j *Jobs) Unlocked() {
	if j.busy {
		return
	}
	j.busy = true
	time.Sleep(time.Second)
}

// Late marks its work after others may have asked.
func (j *Jobs) Late() {
	j.mu.Lock()
	if j.busy {
		j.mu.Unlock()
		return
	}
	j.mu.Unlock()
	j.busy = true
	time.Sleep(time.Second)
}
