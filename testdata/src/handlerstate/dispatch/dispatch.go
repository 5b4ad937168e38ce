// Package dispatch has calls through interfaces.
package dispatch

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

type repo interface {
	Save(ctx context.Context, name string) error
	Load(name string) (*row, error)
}

type row struct{ hits int }

type memory struct {
	rows map[string]*row
}

func (m *memory) Save(ctx context.Context, name string) error {
	m.rows[name] = &row{} // want `field "memory.rows" is a map that concurrent requests write without a lock, in handler "api.save" via "memory.Save"`
	return nil
}

func (m *memory) Load(name string) (*row, error) { return m.rows[name], nil }

type safe struct {
	mu   sync.Mutex
	rows map[string]*row
}

func (s *safe) Save(ctx context.Context, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[name] = &row{} // under the lock: silent
	return nil
}

func (s *safe) Load(name string) (*row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.rows[name]
	if !ok {
		return nil, errors.New("none")
	}
	c := *r
	return &c, nil
}

type api struct{ repo repo }

func (a *api) save(w http.ResponseWriter, r *http.Request) {
	_ = a.repo.Save(r.Context(), r.URL.Path)
	got, err := a.repo.Load(r.URL.Path)
	if err == nil {
		got.hits++ // one of two implementations returns a copy: silent, as it is not plain
	}
}

// counter has one implementation only, which lends what it keeps.
type counter interface{ Cell(name string) *cell }

type cell struct{ n int }

type counters struct{ cells map[string]*cell }

func (c *counters) Cell(name string) *cell { return c.cells[name] }

var all counter = &counters{}

func bump(w http.ResponseWriter, r *http.Request) {
	all.Cell("x").n++ // want `field "cell.n" is shared`
}

// job is made by a map of constructors, for each request.
type job interface {
	Prepare(string)
	Run() error
}

type copyJob struct {
	from string
	done bool
}

func (j *copyJob) Prepare(s string) { j.from = s } // made during the request: silent
func (j *copyJob) Run() error       { j.done = true; return nil }

type moveJob struct{ from string }

func (j *moveJob) Prepare(s string) { j.from = s } // made during the request: silent
func (j *moveJob) Run() error       { return nil }

var constructors = map[string]func() job{
	"copy": func() job { return &copyJob{} },
	"move": newMoveJob,
}

func newMoveJob() job { return &moveJob{} }

func start(w http.ResponseWriter, r *http.Request) {
	j := constructors[r.FormValue("kind")]()
	j.Prepare(r.URL.Path)
	_ = j.Run()
}

// hook is found by a look-up among shared objects.
type hook interface{ Fire(string) }

type lastHook struct{ last string }

func (h *lastHook) Fire(s string) {
	h.last = s // want `field "lastHook.last" is shared`
}

type valueHook struct{ n int }

func (h valueHook) Fire(s string) { h.n++ } // a copy: silent

var hooks []hook

func register(h hook) { hooks = append(hooks, h) }

func init() {
	register(&lastHook{})
	register(valueHook{})
}

func fire(w http.ResponseWriter, r *http.Request) {
	for _, h := range hooks {
		h.Fire(r.URL.Path)
	}
}

// fakeRepo is a test's double.
type plain interface{ Touch() }

type touched struct{ n int }

func (t *touched) Touch() {
	t.n++ // want `field "touched.n" is shared`
}

// through an embedded interface.
type wrapper struct{ plain }

func (w *wrapper) ServeHTTP(rw http.ResponseWriter, r *http.Request) { w.Touch() }

// closing is not followed: too many types have Close.
type resource interface{ Close() error }

type file struct{ closed bool }

func (f *file) Close() error { f.closed = true; return nil }

func use(res resource) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { res.Close() }
}

// generic code is followed through its constraint.
type toucher interface{ Poke() }

type poked struct{ n int }

func (p *poked) Poke() {
	p.n++ // want `field "poked.n" is shared`
}

func pokeAll[T toucher](ts []T) {
	for _, t := range ts {
		t.Poke()
	}
}

var pokes []*poked

func poke(w http.ResponseWriter, r *http.Request) { pokeAll(pokes) }
