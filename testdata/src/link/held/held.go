// Package held calls methods of what functions return as an interface.
package held

import (
	"errors"
	"net/http"
	"sync"
)

type source interface{ Open() error }

type reader interface{ ReadText() func() string }

type file struct{ name string }

func (*file) Open() error { return nil }

// way: handler "single" via "load" → "file.ReadText"
func (f *file) ReadText() func() string { return readFile }

// way: handler "single" via "load" → "readFile"
func readFile() string { return "" }

type socket struct{}

func (socket) Open() error { return nil }

// no way: nothing makes a socket for a request
func (socket) ReadText() func() string { return readSocket }

// no way: nothing makes a socket for a request
func readSocket() string { return "" }

var sockets []source = []source{socket{}}

var opening sync.Mutex

func newSource(name string) (source, error) {
	opening.Lock()
	defer opening.Unlock()
	if name == "" {
		return nil, errors.New("no name")
	}
	f := &file{name}
	return f, nil
}

func single(w http.ResponseWriter, r *http.Request) { load(r.URL.Path) }

func load(name string) string {
	s, err := newSource(name)
	if err != nil {
		return ""
	}
	return s.(reader).ReadText()()
}

// store has two constructors, and one that asks both.
type store interface{ Save() }

type disk struct{}

// way: handler "double" via "disk.Save"
func (disk) Save() {}

type memory struct{}

// way: handler "double" via "memory.Save"
func (*memory) Save() {}

type remote struct{}

// no way: nothing makes one for a request
func (*remote) Save() {}

var spare store = &remote{}

func newDisk() store { return disk{} }

func newStore(fast bool) (s store, ok bool) {
	if fast {
		return &memory{}, true
	}
	return newDisk(), true
}

func double(w http.ResponseWriter, r *http.Request) {
	if s, ok := newStore(r.URL.Path == "/"); ok {
		s.Save()
	}
}

// queue is also behind variables: what those hold is not known.
type queue interface{ Enqueue() }

type local struct{}

// way: handler "either" via "local.Enqueue"
func (local) Enqueue() {}

type shared struct{}

// way: handler "either" via "shared.Enqueue"
func (*shared) Enqueue() {}

var common queue = &shared{}

func pick(own bool) queue {
	if own {
		return local{}
	}
	return common
}

func either(w http.ResponseWriter, r *http.Request) { pick(true).Enqueue() }

// logged has the methods of what it embeds, whatever that is.
type logger interface{ Log() }

type logged struct{ logger }

type plain struct{}

// way: handler "wrapped" via "plain.Log"
func (plain) Log() {}

func newLogged(l logger) logger { return &logged{l} }

func wrapped(w http.ResponseWriter, r *http.Request) { newLogged(plain{}).Log() }

// walk returns what it returns.
func walk(n int) logger {
	if n > 0 {
		return walk(n - 1)
	}
	return &deep{}
}

type deep struct{}

// way: handler "walking" via "deep.Log"
func (*deep) Log() {}

func walking(w http.ResponseWriter, r *http.Request) { walk(3).Log() }

// task is kept in a variable that a deferred literal may set.
type task interface{ Execute() }

type own struct{}

// way: handler "deferring" via "own.Execute"
func (*own) Execute() {}

type fallback struct{}

// way: handler "deferring" via "fallback.Execute"
func (*fallback) Execute() {}

func newTask() (t task) {
	defer func() {
		if recover() != nil {
			t = &fallback{}
		}
	}()
	t = &own{}
	return t
}

func deferring(w http.ResponseWriter, r *http.Request) { newTask().Execute() }
