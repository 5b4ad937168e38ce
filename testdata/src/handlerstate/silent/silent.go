// Package silent has what must not be reported.
package silent

import (
	"context"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

var (
	registry = map[string]http.Handler{}
	started  time.Time
	ready    bool
	version  string
)

// Register is called while the server is set up: silent.
func Register(name string, h http.Handler) { registry[name] = h }

func init() {
	registry["health"] = http.NotFoundHandler()
	version = "1"
}

func main() {
	started = time.Now()
	Register("x", http.HandlerFunc(index))
	for name, h := range registry {
		http.Handle(name, h)
	}
	ready = true
	log.Fatal(http.ListenAndServe(":0", nil))
}

func index(w http.ResponseWriter, r *http.Request) {
	if ready {
		_ = registry["x"] // read only while requests come: silent
	}
	_, _ = started, version
}

type stats struct {
	hits   atomic.Int64
	byPath sync.Map
	snap   atomic.Pointer[map[string]int]
	events chan string
	pool   sync.Pool
	once   sync.Once
	loaded map[string]string
	inner  struct{ n atomic.Int32 }
	client *http.Client
	cancel atomic.Value
}

func (s *stats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits.Add(1)
	s.byPath.Store(r.URL.Path, time.Now())
	n, _ := s.byPath.LoadOrStore(r.URL.Path, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
	next := map[string]int{"x": 1}
	s.snap.Store(&next)
	s.inner.n.Add(2)
	s.once.Do(func() { s.loaded = map[string]string{"a": "b"} })
	select {
	case s.events <- r.URL.Path:
	default:
	}
	buf := s.pool.Get().(*[]byte)
	*buf = (*buf)[:0]
	*buf = append(*buf, 'x')
	s.pool.Put(buf)
	s.cancel.Store("x")
}

// request-scoped maps and values: silent.
func scoped(w http.ResponseWriter, r *http.Request) {
	r.Header["X-Y"] = []string{"z"}
	r.Header.Set("A", "b")
	w.Header()["Z"] = nil
	q := r.URL.Query()
	q["a"] = append(q["a"], "b")
	r.URL.Path = "/rewritten"
	r.Form = map[string][]string{}
	r.Form["x"] = nil
	_ = r.ParseForm()
	r.PostForm["y"] = nil
	ctx := context.WithValue(r.Context(), ctxKey{}, &info{})
	r = r.WithContext(ctx)
	r.Context().Value(ctxKey{}).(*info).user = "x"
	if in, ok := r.Context().Value(ctxKey{}).(*info); ok {
		in.roles = append(in.roles, "admin")
		in.set("y")
	}
	r2 := r.Clone(ctx)
	r2.Header["B"] = nil
	c, err := r.Cookie("x")
	if err == nil {
		c.Value = ""
	}
}

type ctxKey struct{}

type info struct {
	user  string
	roles []string
}

func (i *info) set(user string) { i.user = user }

// results and named results are the request's own: silent.
func results(w http.ResponseWriter, r *http.Request) {
	n, err := compute()
	n++
	func() {
		n = 3
		err = nil
	}()
	defer func() {
		if p := recover(); p != nil {
			err = nil
		}
	}()
	_ = err
	each(func(i int) { n += i })
}

func compute() (n int, err error) {
	defer func() { n = 2 }()
	return 1, nil
}

func each(f func(int)) {
	for i := range 3 {
		f(i)
	}
}

// perCall makes its handler anew for each request: silent.
func perCall(w http.ResponseWriter, r *http.Request) {
	attempts := 0
	h := wrap(func(w http.ResponseWriter, r *http.Request) { attempts++ })
	h.ServeHTTP(w, r)
	rt := roundTrip(func(r *http.Request) { attempts++ })
	rt(r)
}

type roundTrip func(*http.Request)

func wrap(next http.HandlerFunc) http.Handler {
	calls := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		next(w, r)
	})
}

// fakeServer serves tests: silent.
func fakeServer() *httptest.Server {
	n := 0
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n++ }))
}

// mockStore is a double.
type mockStore struct{ calls int }

func (m *mockStore) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.calls++ }

// flight runs one at a time by key: what it makes is fresh.
type flight struct {
	mu    sync.Mutex
	calls map[string]*call
}

type call struct {
	wg  sync.WaitGroup
	val string
}

func (f *flight) do(key string, fn func() string) string {
	f.mu.Lock()
	if c, ok := f.calls[key]; ok {
		f.mu.Unlock()
		c.wg.Wait()
		return c.val
	}
	c := new(call)
	c.wg.Add(1)
	f.calls[key] = c
	f.mu.Unlock()
	c.val = fn() // made here, and others wait for it: silent
	c.wg.Done()
	f.mu.Lock()
	delete(f.calls, key)
	f.mu.Unlock()
	return c.val
}

var flights = &flight{calls: map[string]*call{}}

func fly(w http.ResponseWriter, r *http.Request) {
	_ = flights.do("x", func() string { return "y" })
}

var installed = map[string]string{}

// install serves one request and ends the process: silent.
func install(w http.ResponseWriter, r *http.Request) {
	installed["title"] = r.FormValue("title")
	go func() { os.Exit(0) }()
}

type plugin interface{ Name() string }

type starter interface{ Prepare() }

type widget struct{ ready map[string]bool }

func (*widget) Name() string { return "widget" }

// Prepare is one of many: which value the plugins makes is not plain.
func (p *widget) Prepare() { prepared["widget"] = true }

var (
	prepared = map[string]bool{}
	plugins  = map[string]func() plugin{"widget": func() plugin { return &widget{} }}
)

// load asks what the plugins made for a method that it may have: silent.
func load(w http.ResponseWriter, r *http.Request) {
	made := plugins[r.FormValue("name")]()
	if s, ok := made.(starter); ok {
		s.Prepare()
	}
}

var running = map[string]bool{}

// finish ends an installation: it starts the real server, before which nobody
// asks for what it writes: silent.
func finish(w http.ResponseWriter, r *http.Request) {
	running["web"] = true
	go serveReal()
}

func serveReal() { http.ListenAndServe(":80", nil) }
