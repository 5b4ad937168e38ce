// Package loops has the loops that run once per element of something.
package loops

import (
	"bufio"
	"container/list"
	"database/sql"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"time"
)

func handle(any) {}

func ranges(items []string, table map[string]int, text string, seq iter.Seq[int]) {
	for _, it := range items {
		go handle(it) // want `starts one goroutine per element of "items", all at once: a large "items" exhausts memory`
	}
	for k := range table {
		go handle(k) // want `one goroutine per element of "table"`
	}
	for _, r := range text {
		go handle(r) // want `one goroutine per element of "text"`
	}
	for n := range seq {
		go handle(n) // want `one goroutine per element of "seq"`
	}
}

func indices(items []string) {
	for i := 0; i < len(items); i++ {
		go handle(items[i]) // want `one goroutine per element of "items"`
	}
	for i := range len(items) {
		go handle(items[i]) // want `one goroutine per element of "items"`
	}
	for i := len(items) - 1; i >= 0; i-- {
		go handle(items[i]) // want `one goroutine per element of "items"`
	}
	n := len(items)
	for i := 0; n > i; i++ {
		go handle(items[i]) // want `one goroutine per element of "items"`
	}
	for i := 0; i < len(items); i += 100 {
		go handle(items[i:min(i+100, len(items))]) // want `one goroutine per element of "items"`
	}
}

func generic[S ~[]E, E any](items S) {
	for _, it := range items {
		go handle(it) // want `one goroutine per element of "items"`
	}
}

func iterators(rows *sql.Rows, lines *bufio.Scanner, l *list.List) {
	for rows.Next() {
		go handle(rows) // want `one goroutine per element of "rows"`
	}
	for lines.Scan() {
		go handle(lines.Text()) // want `one goroutine per element of "lines"`
	}
	for e := l.Front(); e != nil; e = e.Next() {
		go handle(e.Value) // want `one goroutine per element of "l"`
	}
}

func walks(root string, sessions *sync.Map) error {
	sessions.Range(func(k, v any) bool {
		go handle(v) // want `one goroutine per element of "sessions"`
		return true
	})
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		go handle(path) // want `one goroutine per element of "root"`
		return nil
	})
}

// The wait at the end counts the goroutines, it does not limit them.
func joined(items []string) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() { // want `one goroutine per element of "items"`
			defer wg.Done()
			handle(it)
		}()
	}
	wg.Wait()
}

func queues(in chan int, tick *time.Ticker, done chan struct{}) {
	for x := range in {
		go handle(x) // want `one goroutine per value received from "in", however many still run`
	}
	for range tick.C {
		go handle(nil) // want `one goroutine per value received from "tick.C"`
	}
	for {
		select {
		case x := <-in:
			go handle(x) // want `one goroutine per value received from "in"`
		case <-done:
			return
		}
	}
}

func endlessQueue(in chan int) {
	for {
		x, ok := <-in
		if !ok {
			return
		}
		go handle(x) // want `one goroutine per value received from "in"`
	}
}

func joinedQueue(in chan int) {
	var wg sync.WaitGroup
	for x := range in {
		wg.Add(1)
		go func() { // want `one goroutine per value received from "in"`
			defer wg.Done()
			handle(x)
		}()
	}
	wg.Wait()
}

// Whether there is a value decides nothing.
func checked(in chan any, stop chan struct{}) {
	for {
		select {
		case x, ok := <-in:
			if ok {
				go handle(x) // want `one goroutine per value received from "in"`
			}
		case <-stop:
			return
		}
	}
}

func sorted(in chan any) {
	for {
		select {
		case x := <-in:
			select {
			default:
				if s, ok := x.(string); ok {
					go handle(s) // want `one goroutine per value received from "in"`
				} else {
					handle(x)
				}
			}
		}
	}
}

// The case disarms itself.
func oneShot(in chan any) {
	for {
		select {
		case x := <-in:
			in = nil
			go handle(x)
		}
	}
}

// Signals end a process, or reload its configuration: nobody sends many.
func signals(sig chan os.Signal) {
	for {
		<-sig
		go handle(nil)
	}
	for range sig {
		go handle(nil)
	}
}

func nested(groups map[string][]string, names []string) {
	for _, g := range groups {
		for _, it := range g {
			go handle(it) // want `one goroutine per element of "g"`
		}
	}
	for _, n := range names { // each name starts three
		for i := range 3 {
			go handle(n[i:]) // want `one goroutine per element of "names"`
		}
	}
}

func inPlace(items []string) {
	for _, it := range items {
		func() {
			defer handle(nil)
			go handle(it) // want `one goroutine per element of "items"`
		}()
	}
	for _, it := range items {
		defer func() {
			go handle(it) // want `one goroutine per element of "items"`
		}()
	}
}

func counts() {
	for i := 0; i < 5000; i++ {
		go handle(i) // want `starts 5000 goroutines, all at once`
	}
	const many = 2_000
	for i := range many {
		go handle(i) // want `starts many goroutines, all at once`
	}
}

// No loop, or the loop stands inside the goroutine.
func single(items []string) {
	go handle(items)
	go func() {
		for _, it := range items {
			handle(it)
		}
	}()
}
