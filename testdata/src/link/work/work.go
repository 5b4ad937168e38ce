// Package work runs functions for package api.
package work

import "sync"

// way: handler "run" via "Now"
func Now(f func()) { f() }

// way: handler "run" via "Later"
func Later(f func()) { go f() }

// way: handler "run" via "Joined"
func Joined(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
	wg.Wait()
}

// Keep stores f in a variable that Kept calls.
//
// no way: called by init only
func Keep(f func()) { kept = f }

var kept func()

// way: handler "run" via "Kept"
func Kept() { kept() }

// Through hands f on.
//
// way: handler "run" via "Through"
func Through(f func()) { Now(f) }

// Drop does nothing with f.
//
// way: handler "run" via "Drop"
func Drop(f func()) {}

var once sync.Once

// way: handler "run" via "Once"
func Once(f func()) { once.Do(f) }

// Make returns a function.
//
// way: handler "run" via "Make"
func Make() func() { return made }

// way: handler "run" via "made"
func made() {}

// Each is an iterator function.
//
// way: handler "run" via "Each"
func Each(yield func(int) bool) {
	for i := range 3 {
		if !yield(i) {
			return
		}
	}
}
