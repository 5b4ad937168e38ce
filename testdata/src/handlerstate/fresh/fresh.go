// Package fresh has handlers that change only what belongs to the request.
package fresh

import (
	"encoding/json"
	"net/http"
	"sync"
)

type item struct {
	Name string
	Tags map[string]string
	Next *item
}

// local memory: silent.
func local(w http.ResponseWriter, r *http.Request) {
	m := map[string]int{}
	m["x"]++
	it := &item{Tags: map[string]string{}}
	it.Name = "n"
	it.Tags["a"] = "b"
	w.Header()["X"] = nil
	r.Header["Y"] = nil
	fill(it)
	var list []*item
	for range 3 {
		list = append(list, newItem())
	}
	for _, l := range list {
		l.Name = "y"
	}
}

func newItem() *item { return &item{} }

// fill gets memory of the request only: silent.
func fill(it *item) {
	it.Name = "x"
	it.Next = newItem()
}

// decoded bodies belong to the request: silent.
func decoded(w http.ResponseWriter, r *http.Request) {
	var it item
	if err := json.NewDecoder(r.Body).Decode(&it); err != nil {
		return
	}
	it.Tags["x"] = "y"
	fill(&it)
	func() { it.Name = "z" }()
}

type session struct{ user string }

func newSession() *session { return &session{} }

// ServeHTTP's receiver is built for each request: silent.
func (s *session) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.user = r.FormValue("u") }

func serve(w http.ResponseWriter, r *http.Request) { newSession().ServeHTTP(w, r) }

type adaptor interface{ Init(string) }

type first struct{ url string }

func (f *first) Init(u string) { f.url = u } // made during the request: silent

type second struct{ url string }

func (s *second) Init(u string) { s.url = u } // made during the request: silent

func adaptorFor(kind string) adaptor {
	switch kind {
	case "first":
		return &first{}
	default:
		return &second{}
	}
}

func relay(w http.ResponseWriter, r *http.Request) { adaptorFor(r.FormValue("k")).Init("x") }

var template = item{Name: "t"}

// copied memory is the request's own: silent.
func copied(w http.ResponseWriter, r *http.Request) {
	it := template
	it.Name = "mine"
	p := &it
	p.Next = nil
}

var (
	once sync.Once
	conf map[string]string
)

// lazy set-up under sync.Once: silent.
func lazy(w http.ResponseWriter, r *http.Request) {
	once.Do(func() {
		conf = map[string]string{}
		conf["x"] = "y"
		loadConf()
	})
}

func loadConf() { conf["z"] = "y" }

func setUp() { conf["set"] = "up" } // not on a request path: silent

var pool = sync.Pool{New: func() any { return new(item) }}

// pooled objects belong to who got them: silent.
func pooled(w http.ResponseWriter, r *http.Request) {
	it := pool.Get().(*item)
	it.Name = "x"
	pool.Put(it)
}
