// Package api has the handlers.
package api

import (
	"net/http"
	"sync"

	"fixtures/link/disk"
	"fixtures/link/store"
	"fixtures/link/work"
)

type API struct{ store store.Store }

// way: handler "API.Put"
func (a *API) Put(w http.ResponseWriter, r *http.Request) {
	defer a.store.Close()
	defer cleanUp()
	_ = a.store.Save(r.Context(), r.URL.Path)
}

// no way: deferred
func cleanUp() {}

// way: handler "run"
func run(w http.ResponseWriter, r *http.Request) {
	work.Now(now)
	work.Later(later)
	work.Joined(joined)
	work.Kept()
	work.Through(through)
	work.Drop(dropped)
	work.Once(once)
	work.Make()()
	for range work.Each {
		inBody()
	}
	go left()
	var wg sync.WaitGroup
	wg.Go(waited)
	wg.Wait()
	wg.Go(unwaited)
	f := chosen
	if r.Method == "GET" {
		f = other
	}
	f()
	table["x"]()
	g := (*API).expr
	g(nil)
	even(3)
	id(3)
	box[int]{}.get()
	func() { inLiteral() }()
}

// way: handler "run" via "now"
func now() {}

// no way: a goroutine that nobody waits for
func later() {}

// way: handler "run" via "joined"
func joined() {}

// way: handler "run" via "Kept" → "keptFunc"
func keptFunc() {}

// way: handler "run" via "through"
func through() {}

// no way: never called
func dropped() {}

// way: handler "run" via "once"
func once() {}

// way: handler "run" via "function literal in run" → "inBody"
func inBody() {}

// no way: a goroutine that nobody waits for
func left() {}

// way: handler "run" via "waited"
func waited() {}

// no way: a goroutine that nobody waits for
func unwaited() {}

// way: handler "run" via "chosen"
func chosen() {}

// way: handler "run" via "other"
func other() {}

var table = map[string]func(){"x": tabled}

// way: handler "run" via "tabled"
func tabled() {}

// way: handler "run" via "API.expr"
func (a *API) expr() {}

// way: handler "run" via "even"
func even(n int) {
	if n > 0 {
		odd(n - 1)
	}
}

// way: handler "run" via "even" → "odd"
func odd(n int) { even(n - 1) }

// way: handler "run" via "id"
func id[T any](t T) T { return t }

type box[T any] struct{}

// way: handler "run" via "box.get"
func (box[T]) get() { inGeneric() }

// way: handler "run" via "box.get" → "inGeneric"
func inGeneric() {}

// way: handler "run" via "function literal in run" → "inLiteral"
func inLiteral() {}

// no way: only while the server starts
func init() {
	work.Keep(keptFunc)
	d := &disk.Disk{}
	d.After(hooked)
	http.HandleFunc("/", (&API{store: &store.Cached{Next: d}}).Put)
}

// way: handler "API.Put" via "Disk.Save" → "hooked"
func hooked(string) {}

// no way: nobody calls it
func unused() { now() }
