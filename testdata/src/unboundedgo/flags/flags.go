// Package flags has loops whose goroutines are kept to one at a time, or to one
// in a while, by something that is asked first: it has to outlive the round.
package flags

import (
	"sync"
	"sync/atomic"
	"time"
)

type sensor struct {
	mu      sync.Mutex
	alarmed bool
	state   struct{ noted bool }
	group   *group
	polling atomic.Bool
	reports int32
}

type group struct {
	alarmed bool
	polling atomic.Bool
}

func (s *sensor) report() { time.Sleep(time.Second) }

// A flag of the element stops nothing: the next element has its own.
func alarm(sensors []*sensor, rows []sensor) {
	for _, s := range sensors {
		if !s.alarmed {
			s.alarmed = true
			go s.report() // want `one goroutine per element of "sensors"`
		}
	}
	for _, s := range sensors {
		if s.state.noted {
			continue
		}
		s.state.noted = true
		go s.report() // want `one goroutine per element of "sensors"`
	}
	for _, s := range sensors {
		s.mu.Lock()
		if !s.alarmed {
			s.alarmed = true
			go s.report() // want `one goroutine per element of "sensors"`
		}
		s.mu.Unlock()
	}
	for i := range rows {
		if !rows[i].alarmed {
			rows[i].alarmed = true
			go rows[i].report() // want `one goroutine per element of "rows"`
		}
	}
}

// What elements share does.
func (g *group) alarm(sensors []*sensor) {
	for _, s := range sensors {
		if !g.alarmed {
			g.alarmed = true
			go s.report()
		}
	}
	for _, s := range sensors {
		if !s.group.alarmed {
			s.group.alarmed = true
			go s.report()
		}
	}
	for _, s := range sensors {
		if g.polling.Load() {
			continue
		}
		g.polling.Store(true)
		go s.report()
	}
	for _, s := range sensors {
		if g.polling.Load() {
			continue
		}
		g.polling.Store(false)
		go s.report() // want `one goroutine per element of "sensors"`
	}
}

// The goroutine ends at once if another one runs.
func (g *group) poll() {
	if g == nil {
		return
	}
	if !g.polling.CompareAndSwap(false, true) {
		return
	}
	defer g.polling.Store(false)
	time.Sleep(time.Second)
}

func (g *group) pollLate() {
	time.Sleep(time.Second)
	if !g.polling.CompareAndSwap(false, true) {
		return
	}
	g.polling.Store(false)
}

func ticks(g *group, t *time.Ticker, quit chan struct{}) {
	for {
		select {
		case <-t.C:
			go g.poll()
		case <-quit:
			return
		}
	}
}

func others(g *group, groups []*group, t *time.Ticker, mu *sync.Mutex) {
	for range t.C {
		go g.pollLate() // want `one goroutine per value received from "t.C"`
	}
	for range t.C {
		go func() {
			if !mu.TryLock() {
				return
			}
			defer mu.Unlock()
			time.Sleep(time.Second)
		}()
	}
	for range t.C {
		go func() { // want `one goroutine per value received from "t.C"`
			var mu sync.Mutex
			if !mu.TryLock() {
				return
			}
			time.Sleep(time.Second)
		}()
	}
	for _, g := range groups {
		go g.poll() // want `one goroutine per element of "groups"`
	}
}

// The same with the functions of sync/atomic.
func numbered(s *sensor, t *time.Ticker) {
	for range t.C {
		go func() {
			if !atomic.CompareAndSwapInt32(&s.reports, 0, 1) {
				return
			}
			defer atomic.StoreInt32(&s.reports, 0)
			s.report()
		}()
	}
	for range t.C {
		go func() { // want `one goroutine per value received from "t.C"`
			var reports int32
			if !atomic.CompareAndSwapInt32(&reports, 0, 1) {
				return
			}
			s.report()
		}()
	}
}

// The tick passes if the goroutine of the one before still runs.
func watch(t *time.Ticker, quit chan struct{}, work func()) {
	var busy atomic.Bool
	for {
		select {
		case <-t.C:
			if busy.Load() {
				continue
			}
			go func() {
				busy.Store(true)
				defer busy.Store(false)
				work()
			}()
		case <-quit:
			return
		}
	}
}

func watchOther(t *time.Ticker, quit chan struct{}, work func()) {
	var busy, seen atomic.Bool
	for {
		select {
		case <-t.C:
			if seen.Load() { // another flag
				continue
			}
			go func() { // want `one goroutine per value received from "t.C"`
				busy.Store(true)
				defer busy.Store(false)
				work()
			}()
		case <-quit:
			return
		}
	}
}

func items(in []int, work func()) {
	var busy atomic.Bool
	for range in {
		if busy.Load() {
			continue
		}
		go func() { // want `one goroutine per element of "in"`
			busy.Store(true) // all may have started by now
			defer busy.Store(false)
			work()
		}()
	}
}

// A store keeps the time of the last start.
type store struct {
	last  int64
	swept time.Time
	mu    sync.Mutex
	size  int
}

const pause = 1000

func (s *store) put(now int64) {
	if now-s.last < pause {
		return
	}
	s.last = now
	go s.sweep()
}

func (s *store) touch() {
	if time.Since(s.swept) > time.Minute {
		s.swept = time.Now()
		go s.sweep()
	}
}

// late stamps after it has started.
func (s *store) late(now int64) {
	if now-s.last < pause {
		return
	}
	go s.sweep() // want `"store.late" starts this goroutine`
	s.last = now
}

// full asks for no time.
func (s *store) full(n int) {
	if n < s.size {
		return
	}
	s.size = n
	go s.sweep() // want `"store.full" starts this goroutine`
}

// guard starts one goroutine until somebody clears the time.
func (s *store) guard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.swept.IsZero() {
		go s.sweep()
	}
	s.swept = time.Now()
}

func (s *store) unguarded() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.swept.IsZero() {
		go s.sweep() // want `"store.unguarded" starts this goroutine`
	}
}

func (s *store) sweep() { time.Sleep(time.Second) }

func (s *store) fill(values []int64) {
	for _, v := range values {
		s.put(v)
		s.touch()
		s.guard()
		s.unguarded()
	}
	for _, v := range values {
		s.late(v)
	}
	for _, v := range values {
		s.full(int(v))
	}
}
