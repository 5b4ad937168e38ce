// Package perreq has objects that live for one request or one connection.
package perreq

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"sync"
)

// task is made by its constructor for each request: silent.
type task struct {
	name  string
	steps []string
	meta  map[string]string
	child *task
}

func newTask(name string) *task {
	t := &task{name: name, meta: map[string]string{}}
	t.meta["made"] = "now"
	return t
}

func (t *task) step(s string) *task {
	t.steps = append(t.steps, s)
	t.meta[s] = "x"
	t.child = newTask(s)
	t.child.name = s
	return t
}

func serve(w http.ResponseWriter, r *http.Request) {
	newTask("a").step("b").step("c")
	var byValue task
	byValue.step("x")
	list := []*task{newTask("a"), newTask("b")}
	list[0].name = "z"
	byName := map[string]*task{"a": newTask("a")}
	byName["a"].step("y")
	handOn(r.Context(), newTask("n"))
	t, err := parse(r)
	if err != nil {
		return
	}
	t.step("x")
	ch := make(chan *task, 1)
	ch <- newTask("q")
	(<-ch).step("x")
}

func handOn(ctx context.Context, t *task) {
	t.step("x")
	ctx = context.WithValue(ctx, key{}, t)
	fromContext(ctx).step("y")
}

type key struct{}

// fromContext: what a context carries belongs to the request: silent.
func fromContext(ctx context.Context) *task { return ctx.Value(key{}).(*task) }

func parse(r *http.Request) (*task, error) {
	t := new(task)
	err := json.NewDecoder(r.Body).Decode(t)
	return t, err
}

// builder is made by an interface's method, each time anew: silent.
type maker interface{ Make() *task }

type makerA struct{}

func (makerA) Make() *task { return &task{} }

type makerB struct{ template task }

func (m *makerB) Make() *task {
	t := m.template
	return &t
}

type app struct {
	maker maker
	pool  sync.Pool
	tmpl  *task
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.maker.Make().step("x")
	t := a.pool.Get().(*task)
	defer a.pool.Put(t)
	t.step("pooled")
	mine := *a.tmpl
	mine.name = "copy"
	mine.steps = nil
	(&mine).rename("x")
	conn := &wsConn{app: a}
	conn.serve(w, r)
}

func (t *task) rename(s string) { t.name = s }

// wsConn is made per connection: silent.
type wsConn struct {
	app  *app
	user string
	sent map[string]int
}

func (c *wsConn) serve(w http.ResponseWriter, r *http.Request) {
	c.user = r.FormValue("u")
	c.sent = map[string]int{}
	c.sent["x"]++
	c.handle(w, r)
}

func (c *wsConn) handle(w http.ResponseWriter, r *http.Request) { c.user = "x" }

// session is made per connection of a listener: its handler serves that one
// connection only, as far as we can tell: silent.
type session struct {
	conn net.Conn
	n    int
}

func accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		s := &session{conn: c}
		go s.loop()
	}
}

func (s *session) loop() {
	s.n++
	_, _ = bufio.NewReader(s.conn).ReadString('\n')
}

// results of a query are the request's own.
type user struct{ name string }

type db interface {
	Find(name string) ([]*user, error)
}

func users(d db) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		us, err := d.Find(r.URL.Path)
		if err != nil {
			return
		}
		for _, u := range us {
			u.name = "" // silent: nobody tells where Find has it from
		}
	}
}

// value is copied by its receiver.
type value struct {
	name string
	tags [3]string
}

func (v value) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.name = "x" // silent
	v.tags[0] = "y"
	v.set()
}

func (v *value) set() { v.name = "z" } // called on the copy: silent
