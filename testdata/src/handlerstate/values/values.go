// Package values has function values that handlers call.
package values

import "net/http"

type action func(name string)

type server struct {
	onHit   func(string)
	before  []action
	byName  map[string]action
	n       int
	counts  map[string]int
	visitor func(*server)
}

var (
	log     []string
	onMiss  func()
	chained []func()
	calls   int
)

func newServer() *server {
	s := &server{counts: map[string]int{}}
	s.onHit = func(name string) {
		s.counts[name]++ // want `captured variable "s" is a map|field "server.counts" is a map`
	}
	s.before = append(s.before, s.tally)
	s.byName = map[string]action{"list": record}
	onMiss = func() {
		calls++ // want `package variable "calls" is shared`
	}
	chained = append(chained, extra)
	s.visitor = (*server).visited
	return s
}

func (s *server) tally(string) {
	s.n++ // want `field "server.n" is shared`
}

func (s *server) visited() {
	s.n = 0 // want `field "server.n" is shared`
}

func record(name string) {
	log = append(log, name) // want `package variable "log" is shared`
}

func extra() {
	calls-- // want `package variable "calls" is shared`
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.onHit(r.URL.Path)
	for _, f := range s.before {
		f(r.URL.Path)
	}
	if f, ok := s.byName["list"]; ok {
		f(r.URL.Path)
	}
	onMiss()
	for _, f := range chained {
		f()
	}
	s.visitor(s)
	run(forgotten)
}

func run(f func()) { f() }

func forgotten() {
	calls = 0 // want `package variable "calls" is shared`
}

// options run while the server is built: silent.
type option func(*server)

func withCount(n int) option { return func(s *server) { s.n = n } }

func build(opts ...option) *server {
	s := newServer()
	for _, o := range opts {
		o(s)
	}
	return s
}

// registered only, never called by a handler: silent.
func registerCleanup(f func()) { cleanups = append(cleanups, f) }

var cleanups []func()

func init() {
	registerCleanup(func() { calls = -1 })
	_ = build(withCount(1))
}
