// Package hooks has function values that take detours.
package hooks

import "net/http"

type record struct{ n int }

// storage has a method with a parameter that is a function: the names of its
// parameters are no part of the method.
type storage interface {
	Update(id string, change func(old record) (record, error)) error
	All() interface{}
	Remove(id string) error
}

type memory struct{}

// way: handler "update" via "memory.Update"
func (memory) Update(id string, change func(r record) (record, error)) error {
	_, err := change(record{})
	return err
}

// way: handler "update" via "memory.All"
func (memory) All() any { return nil }

var db storage = memory{}

func update(w http.ResponseWriter, r *http.Request) {
	db.Update("x", func(r record) (record, error) { return increment(r), nil })
	db.All()
}

// way: handler "update" via "function literal in update" → "increment"
func increment(r record) record { return record{r.n + 1} }

// trigger calls what it is handed after what is registered.
func trigger(more ...func()) {
	for _, f := range more {
		f()
	}
}

func event(w http.ResponseWriter, r *http.Request) {
	trigger(func() { first() }, second)
}

// way: handler "event" via "function literal in event" → "first"
func first() {}

// way: handler "event" via "second"
func second() {}

// hooks holds what a factory made.
type hooks struct{ saved func() }

type server struct{ hooks hooks }

func newServer() *server { return &server{hooks{saved: makeHook("x")}} }

func makeHook(name string) func() {
	return func() { third(name) }
}

func (s *server) save(w http.ResponseWriter, r *http.Request) { s.hooks.saved() }

// way: handler "server.save" via "function literal in makeHook" → "third"
func third(string) {}

// options are for one call.
type options struct{ progress func() }

func transfer(o options) { o.progress() }

type job interface{ Work() }

type export struct{ n int }

// Work is run by a worker, not by requests.
func (e *export) Work() {
	transfer(options{progress: func() { e.count() }})
}

// no way: the literal is of a job that requests do not run
func (e *export) count() { e.n++ }

func worker(jobs chan job) {
	for j := range jobs {
		j.Work()
	}
}

func start(jobs chan job) {
	go worker(jobs)
	jobs <- &export{}
}

func download(w http.ResponseWriter, r *http.Request) {
	transfer(options{progress: func() { fourth() }})
}

// way: handler "download" via "transfer" → "function literal in download" → "fourth"
func fourth() {}

// connector is what plug-ins are kept as.
type connector interface{}

type refresher interface{ Refresh() }

type oauth struct{}

// way: handler "login" via "oauth.Refresh"
func (oauth) Refresh() {}

var connectors = map[string]connector{"oauth": oauth{}}

func login(w http.ResponseWriter, r *http.Request) {
	if c, ok := connectors[r.FormValue("c")].(refresher); ok {
		c.Refresh()
	}
}

// endpoint makes a handler of what it is handed.
func endpoint(f func(id string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { f(r.FormValue("id")) }
}

var routes = map[string]http.HandlerFunc{
	"/rename": endpoint(rename),
	"/remove": endpoint(db.Remove),
}

// way: handler "function literal in endpoint" via "rename"
func rename(id string) error { return nil }

// way: handler "function literal in endpoint" via "memory.Remove"
func (memory) Remove(id string) error { return nil }

// checked decorates a function: it is no handler, so what matters is who calls it.
func checked(f func(string) error) func(string) error {
	return func(id string) error {
		if id == "" {
			return nil
		}
		return f(id)
	}
}

func dispatch(w http.ResponseWriter, r *http.Request) {
	var do func(string) error
	switch r.FormValue("what") {
	case "open":
		do = checked(open)
	default:
		do = checked(shut)
	}
	do(r.FormValue("id"))
}

// way: handler "dispatch" via "function literal in checked" → "open"
func open(id string) error { return nil }

// way: handler "dispatch" via "function literal in checked" → "shut"
func shut(id string) error { return nil }

// What runs at night decorates something, too: no request gets there.
func nights() { checked(nightly)("x") }

func nightly(id string) error { return nil }
