// Package bounded has loops whose goroutines are limited in number: nothing is
// reported but where the limit comes too late.
package bounded

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

func handle(any) {}

func slots(items []int) {
	sem := make(chan struct{}, 8)
	for _, it := range items {
		sem <- struct{}{} // taken before
		go func() {
			defer func() { <-sem }()
			handle(it)
		}()
	}
}

func intSlots(items []int) {
	sem := make(chan int, 8)
	for _, it := range items {
		sem <- 1
		go worker(it, sem) // gives it back
	}
}

func worker(it int, sem chan int) {
	handle(it)
	<-sem
}

func tooLate(items []int) {
	sem := make(chan struct{}, 8)
	for _, it := range items {
		go func() { // want `one goroutine per element of "items"`
			sem <- struct{}{} // bounds the work, not the goroutines
			defer func() { <-sem }()
			handle(it)
		}()
	}
}

func outside(groups [][]int) {
	sem := make(chan struct{}, 8)
	for _, g := range groups {
		sem <- struct{}{} // one slot for any number of goroutines
		for _, it := range g {
			go handle(it) // want `one goroutine per element of "g"`
		}
		<-sem
	}
}

func tokens(items []int) {
	free := make(chan int, 8)
	for i := range 8 {
		free <- i
	}
	for _, it := range items {
		slot := <-free
		go func() {
			handle(it)
			free <- slot
		}()
	}
}

func inSelect(ctx context.Context, in chan int) {
	sem := make(chan struct{}, 1)
	for x := range in {
		select {
		case sem <- struct{}{}:
			go func() {
				defer func() { <-sem }()
				handle(x)
			}()
		default: // one is under way
		}
	}
	for x := range in {
		select {
		case sem <- struct{}{}:
		case <-ctx.Done():
			return
		}
		go func() {
			defer func() { <-sem }()
			handle(x)
		}()
	}
}

func weighted(ctx context.Context, items []int) error {
	sem := semaphore.NewWeighted(4)
	for _, it := range items {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer sem.Release(1)
			handle(it)
		}()
	}
	return nil
}

func limiter(ctx context.Context, items []int, l *rate.Limiter) {
	for _, it := range items {
		if l.Wait(ctx) != nil {
			return
		}
		go handle(it)
	}
}

type gate struct{ c chan struct{} }

func (g *gate) enter() { g.c <- struct{}{} }
func (g *gate) leave() { <-g.c }

type throttle interface{ enter() }

func ownType(items []int, g *gate, t throttle) {
	for _, it := range items {
		g.enter()
		go func() {
			defer g.leave()
			handle(it)
		}()
	}
	for _, it := range items {
		t.enter() // whichever type it is: the one above
		go handle(it)
	}
}

func counters(items []int, running *atomic.Int64, busy *atomic.Bool) {
	for _, it := range items {
		for running.Load() >= 8 {
			time.Sleep(time.Millisecond)
		}
		running.Add(1)
		go func() {
			defer running.Add(-1)
			handle(it)
		}()
	}
	for _, it := range items {
		if busy.CompareAndSwap(false, true) {
			go func() {
				defer busy.Store(false)
				handle(it)
			}()
		}
	}
}

func leaves(items []int) error {
	for _, it := range items {
		if it > 0 {
			go handle(it)
			break
		}
	}
	for _, it := range items {
		if it > 0 {
			go handle(it)
			return nil
		}
	}
search:
	for _, it := range items {
		switch {
		case it > 0:
			go handle(it)
			break search
		}
	}
	for _, it := range items {
		switch {
		case it > 0:
			go handle(it) // want `one goroutine per element of "items"`
			break         // leaves the switch only
		}
	}
	return errors.New("none")
}

func eachJoined(items []int) {
	for _, it := range items {
		done := make(chan struct{})
		go func() {
			defer close(done)
			handle(it)
		}()
		select {
		case <-done:
		case <-time.After(time.Second):
		}
	}
	for _, it := range items {
		var wg sync.WaitGroup
		wg.Go(func() { handle(it) })
		wg.Go(func() { handle(-it) })
		wg.Wait()
	}
}

func chunks(items []int) {
	for chunk := range slices.Chunk(items, 16) {
		var wg sync.WaitGroup
		for _, it := range chunk {
			wg.Go(func() { handle(it) })
		}
		wg.Wait()
	}
	for i := 0; i < len(items); i += 16 {
		end := i + 16
		if end > len(items) {
			end = len(items)
		}
		batch := items[i:end]
		var wg sync.WaitGroup
		for _, it := range batch {
			wg.Go(func() { handle(it) })
		}
		wg.Wait()
	}
	for i := 0; i < len(items); i += 16 {
		for _, it := range items[i:min(i+16, len(items))] { // not joined per chunk
			go handle(it) // want `one goroutine per element of "items"`
		}
	}
}

func everyTenth(items []int) {
	var wg sync.WaitGroup
	for i, it := range items {
		wg.Go(func() { handle(it) })
		if i%10 == 9 {
			wg.Wait()
		}
	}
	wg.Wait()
}

// paced starts no more than ten a second.
func paced(items []int) {
	for _, it := range items {
		go handle(it)
		time.Sleep(100 * time.Millisecond)
	}
}

// first runs for one element only.
func first(items []int) {
	for i, it := range items {
		if i == 0 {
			go handle(it)
		}
	}
}

type user struct {
	id   string
	kind int
}

const admin = 1

// pick starts one for the element that it looks for.
func pick(users []user, id string) {
	for _, u := range users {
		if u.id == id {
			go handle(u)
		}
	}
	for _, u := range users {
		if u.kind == admin { // there may be many
			go handle(u) // want `one goroutine per element of "users"`
		}
	}
}

// search has nothing to tell the goroutine about the element.
func search(codes []int, status int) {
	for _, c := range codes {
		if c/100 == status/100 {
			go handle(status)
		}
	}
}

type dispenser struct{ tokens chan struct{} }

func newDispenser(n int) *dispenser {
	d := &dispenser{make(chan struct{}, n)}
	for range n {
		d.tokens <- struct{}{}
	}
	return d
}

func (d *dispenser) get() { <-d.tokens }
func (d *dispenser) put() { d.tokens <- struct{}{} }

func dispensed(items []int) {
	d := newDispenser(4)
	for _, it := range items {
		d.get()
		go func() {
			defer d.put()
			handle(it)
		}()
	}
}

func locked(items []int, mu *sync.Mutex) {
	for _, it := range items {
		mu.Lock() // one at a time
		go func() {
			defer mu.Unlock()
			handle(it)
		}()
	}
	for _, it := range items {
		mu.Lock()
		handle(it)
		mu.Unlock()
		go handle(it) // want `one goroutine per element of "items"`
	}
}

type poller struct{ running bool }

func (p *poller) refresh(items []int) {
	for _, it := range items {
		if p.running {
			continue
		}
		p.running = true
		go handle(it)
	}
}

// once is called for one element, seldom for all.
func once(users []user, id string) {
	for _, u := range users {
		refute(u, id)
	}
}

func refute(u user, id string) {
	if u.id == id {
		go handle(u)
	}
}

// Each round ends the goroutine of the one before.
func debounce(ctx context.Context, changes chan string, flush func(context.Context, string)) {
	var cancel context.CancelFunc
	var delayed context.Context
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-changes:
			if cancel != nil {
				cancel()
			}
			delayed, cancel = context.WithCancel(ctx)
			go flush(delayed, name)
		}
	}
}

func debounceOthers(ctx context.Context, changes chan string, flush func(context.Context, string)) {
	var cancel context.CancelFunc
	var delayed context.Context
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-changes:
			if cancel != nil {
				cancel()
			}
			delayed, cancel = context.WithCancel(ctx)
			go flush(ctx, name) // want `one goroutine per value received from "changes"`
			go flush(delayed, "")
		}
	}
}

// A store of bytes lends them to whoever waits.
type store struct {
	mu   sync.Mutex
	more *sync.Cond
	left int
}

func (s *store) borrow(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n > s.left {
		s.more.Wait()
	}
	s.left -= n
}

func (s *store) giveBack(n int) {
	s.mu.Lock()
	s.left += n
	s.mu.Unlock()
	s.more.Broadcast()
}

// The waiting is another goroutine's, which it waits for.
func (s *store) borrowFor(ctx context.Context, n int) error {
	lent := make(chan struct{})
	go func() {
		s.borrow(n)
		close(lent)
	}()
	select {
	case <-lent:
	case <-ctx.Done():
		s.more.Broadcast()
		<-lent
	}
	return ctx.Err()
}

// What is lent in the background does not hold anybody up.
func (s *store) borrowSoon(n int) {
	go s.borrow(n) // want `"store.borrowSoon" starts this goroutine and returns without waiting`
}

func lent(ctx context.Context, s *store, items chan int) {
	for it := range items {
		if s.borrowFor(ctx, it) != nil {
			continue
		}
		go func() {
			defer s.giveBack(it)
			handle(it)
		}()
	}
	for it := range items {
		s.borrowSoon(it)
		go func() { // want `one goroutine per value received from "items"`
			defer s.giveBack(it)
			handle(it)
		}()
	}
}
