// Package guards has loops over what code around them, or their callers, has
// found to be short, and goroutines that depend on a parameter.
package guards

import (
	"errors"
	"strings"
)

func handle(any) {}

const maxItems = 100

var errTooMany = errors.New("too many")

func rejects(items []int) error {
	if len(items) > maxItems {
		return errTooMany
	}
	for _, it := range items {
		go handle(it)
	}
	return nil
}

func rejectsMirrored(items []int, name string) error {
	if name == "" || maxItems < len(items) {
		return errTooMany
	}
	for i := range len(items) {
		go handle(items[i])
	}
	return nil
}

// The guard needs both conditions to reject.
func rejectsSome(items []int, strict bool) error {
	if strict && len(items) > maxItems {
		return errTooMany
	}
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
	return nil
}

func rejectsFew(items []int) error {
	if len(items) < maxItems {
		return errTooMany
	}
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
	return nil
}

func rejectsLate(items []int) error {
	if len(items) > 100_000 {
		return errTooMany
	}
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
	return nil
}

// As many as another list is no bound.
func rejectsOther(items, others []int) error {
	if len(items) != len(others) {
		return errTooMany
	}
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
	return nil
}

// It has grown since.
func rejectsBefore(items, more []int) error {
	if len(items) > maxItems {
		return errTooMany
	}
	items = append(items, more...)
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
	return nil
}

// It only writes that there are too many.
func warns(items []int) {
	if len(items) > maxItems {
		println("too many")
	}
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
}

func branches(items []int) {
	if len(items) > maxItems {
		handle(items)
	} else {
		for _, it := range items {
			go handle(it)
		}
	}
	if n := len(items); n <= maxItems {
		for _, it := range items {
			go handle(it)
		}
	} else {
		for _, it := range items {
			go handle(it) // want `one goroutine per element of "items"`
		}
	}
	if !(len(items) >= maxItems) {
		for _, it := range items {
			go handle(it)
		}
	}
}

func cuts(items []int) {
	if len(items) > maxItems {
		items = items[:maxItems]
	}
	for _, it := range items {
		go handle(it)
	}
}

func cutsAlways(items []int) {
	items = items[:min(len(items), maxItems)]
	for _, it := range items {
		go handle(it)
	}
}

// What is left of a filter can be as long.
func filters(items []int) {
	n := 0
	for _, it := range items {
		if it > 0 {
			items[n] = it
			n++
		}
	}
	items = items[:n]
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
}

type config struct{ limit int }

// The limit is configured.
func configured(c *config, items []int) error {
	if len(items) > c.limit {
		return errTooMany
	}
	for _, it := range items {
		go handle(it)
	}
	return nil
}

func first(items []int, n int) {
	if len(items) > n {
		items = items[:n]
	}
	for _, it := range items {
		go handle(it)
	}
}

// each is called behind guards only.
func each(items []int) {
	for _, it := range items {
		go handle(it)
	}
}

func callsEach(items []int) error {
	if len(items) > maxItems {
		return errTooMany
	}
	each(items)
	return nil
}

func callsEachToo(items []int) {
	if len(items) < maxItems {
		each(items)
	}
}

// some is called behind one guard.
func some(items []int) {
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
}

func callsSome(items []int) {
	some(items)
	if len(items) < maxItems {
		some(items)
	}
}

// A collector takes only so many.
type collector struct {
	found []string
	all   []string
}

func (c *collector) full() bool { return len(c.found) >= maxItems }

func (c *collector) add(s string) {
	c.all = append(c.all, s)
	if c.full() {
		return
	}
	c.found = append(c.found, s)
}

func (c *collector) start() {
	for _, s := range c.found {
		go handle(s)
	}
	for _, s := range c.all {
		go handle(s) // want `one goroutine per element of "c.all"`
	}
}

// answer tells somebody about failures, and call does so if it is handed a
// channel: their callers decide.
func answer(text string) {
	if strings.HasPrefix(text, "error ") {
		go handle(text)
	}
}

func level(text string, code int) {
	if code == maxItems {
		go handle(text)
	}
}

func call(text string, done chan int) {
	if done != nil {
		go func() { // want `"call" starts this goroutine and returns without waiting, and the loop at guards.go:\d+ calls it once per element of "texts"`
			handle(text)
			done <- 1
		}()
	} else {
		handle(text)
	}
}

func callNobody(text string) { call(text, nil) }

func answers(texts []string, done chan int) {
	for _, t := range texts {
		answer("ok " + t)
	}
	for _, t := range texts {
		level(t, 1)
	}
	for _, t := range texts {
		call(t, nil)
	}
	for _, t := range texts {
		callNobody(t)
	}
	for _, t := range texts {
		call(t, done)
	}
}
