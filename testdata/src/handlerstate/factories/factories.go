// Package factories has functions that make a handler for each request, and get to
// the code that calls them through several others.
package factories

import "net/http"

type call struct{ user string }

type factory func(c *call, r *http.Request) http.Handler

// upload is made for each request.
type upload struct {
	call *call
	size int
}

func (u *upload) post(w http.ResponseWriter, r *http.Request) {
	u.size++         // silent
	u.call.user = "" // silent
}

func newUpload(c *call, r *http.Request) http.Handler {
	u := &upload{call: c}
	seen := 0
	if r.Method == http.MethodHead {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			seen++ // silent
		})
	}
	return http.HandlerFunc(u.post)
}

// plan is made for each request as well, and is no handler.
type plan struct{ steps int }

func (p *plan) add() {
	p.steps++ // silent
}

func newPlan() *plan { return &plan{} }

type maker func(name string) *plan

var planned, retried int

func named(name string) *plan {
	planned++ // want `variable "planned" is shared`
	return newPlan()
}

func again(c *call, r *http.Request) int {
	retried++ // want `variable "retried" is shared`
	return 0
}

// shared is made once.
type shared struct{ size int }

func (s *shared) get(w http.ResponseWriter, r *http.Request) {
	s.size++ // want `field "shared.size" is shared`
}

func newShared(c *call) http.Handler {
	s := &shared{}
	return http.HandlerFunc(s.get)
}

type server struct{ mux *http.ServeMux }

func (s *server) register(path string, f factory) {
	s.handle(path, s.wrap(f))
}

func (s *server) handle(path string, h http.Handler) { s.mux.Handle(path, h) }

func (s *server) wrap(f factory) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f(&call{}, r).ServeHTTP(w, r)
	})
}

// plans hands its parameter on, in a literal that others run.
func (s *server) plans(path string, f maker) {
	each(func() { s.handle(path, planning(f)) })
}

func each(f func()) { f() }

func planning(f maker) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f(r.URL.Path).add()
	})
}

func (s *server) routes() {
	s.register("/upload", newUpload)
	s.plans("/plan", named)
	s.handle("/shared", newShared(&call{}))
	s.loop(3, again)
	s.attempt(count)
}

// loop hands its parameter on to itself.
func (s *server) loop(n int, f func(*call, *http.Request) int) {
	if n > 0 {
		s.loop(n-1, f)
		return
	}
	s.retry(f)
}

func (s *server) retry(f func(*call, *http.Request) int) {
	s.handle("/retry", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f(&call{}, r)
	}))
}

// attempt is handed on by a handler to what makes a function for it.
func (s *server) attempt(f func()) {
	s.handle("/attempt", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		twice(f)()
	}))
}

func twice(f func()) func() {
	return func() { f(); f() }
}

var attempts int

func count() {
	attempts++ // want `variable "attempts" is shared`
}

var jobs int

// job is handed to what nobody calls for a request.
func job() {
	jobs++ // silent
}

func work(f func()) { each(twice(f)) }

func startJobs() { work(job) }
