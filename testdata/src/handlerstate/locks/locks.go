// Package locks has the ways in which a lock is held, and in which it is not.
package locks

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// counter embeds its mutex.
type counter struct {
	sync.Mutex
	m map[string]int
}

func (c *counter) inc(w http.ResponseWriter, r *http.Request) {
	c.Lock()
	c.m["x"]++ // under the embedded lock: silent
	c.Unlock()
	c.m["late"]++ // want `field "counter.m" is a map`
}

type rwCounter struct {
	*sync.RWMutex
	m map[string]int
	n int
}

func (c *rwCounter) inc(w http.ResponseWriter, r *http.Request) {
	c.Lock()
	defer c.Unlock()
	c.m["x"]++ // silent
}

func (c *rwCounter) read(w http.ResponseWriter, r *http.Request) {
	c.RLock()
	_ = c.m["x"] // silent
	c.n++        // want `field "rwCounter.n" is shared`
	c.RUnlock()
	for k := range c.m { // want `field "rwCounter.m" is a map that handler "rwCounter.read" reads without the lock`
		_ = k
	}
}

// shards has a lock for each element.
type shard struct {
	mu sync.Mutex
	m  map[string]int
}

type shards struct {
	list  []*shard
	named map[string]*shard
	array [8]shard
}

func (s *shards) put(w http.ResponseWriter, r *http.Request) {
	one := s.list[len(r.URL.Path)%len(s.list)]
	one.mu.Lock()
	one.m["x"]++ // silent
	one.mu.Unlock()

	two := s.named[r.URL.Path]
	two.mu.Lock()
	defer two.mu.Unlock()
	two.m["x"]++ // silent

	three := &s.array[len(r.URL.Path)%8]
	three.mu.Lock()
	three.m["x"]++ // silent
	three.mu.Unlock()
	three.m["y"]++ // silent: the lock of another shard is held, for all we know
}

func (s *shards) reset(w http.ResponseWriter, r *http.Request) {
	for _, one := range s.list {
		one.mu.Lock()
		clear(one.m) // silent
		one.mu.Unlock()
	}
	for i := range s.array {
		clear(s.array[i].m) // want `field "shard.m" is a map that concurrent requests write`
	}
}

// branches unlocks on one branch only.
type branches struct {
	mu sync.Mutex
	m  map[string]int
}

func (b *branches) serve(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	if r.Method == "GET" {
		b.mu.Unlock()
		return
	}
	b.m["held"] = 1 // silent
	if r.Method == "PUT" {
		b.mu.Unlock()
	}
	b.m["perhaps"] = 2 // want `field "branches.m" is a map`
}

func (b *branches) conditional(w http.ResponseWriter, r *http.Request) {
	if r.Method == "PUT" {
		b.mu.Lock()
		b.m["held"] = 1 // silent
		b.mu.Unlock()
	} else {
		b.m["bare"] = 1 // want `field "branches.m" is a map`
	}
}

func (b *branches) try(w http.ResponseWriter, r *http.Request) {
	if !b.mu.TryLock() {
		return
	}
	defer b.mu.Unlock()
	b.m["held"] = 1 // silent
}

func (b *branches) looped(w http.ResponseWriter, r *http.Request) {
	for range 3 {
		b.mu.Lock()
		b.m["held"] = 1 // silent
		b.mu.Unlock()
	}
	b.m["after"] = 1 // want `field "branches.m" is a map`
}

func (b *branches) switched(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch r.Method {
	case "GET":
		b.m["a"] = 1 // silent
	default:
		func() { b.m["b"] = 1 }() // silent: the literal runs right here
	}
}

// global locks guard global maps.
var (
	mu    sync.Mutex
	rw    sync.RWMutex
	table = map[string]int{}
)

func global(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	table["x"] = 1 // silent
	mu.Unlock()
	putTable()
	mu.Lock()
	defer mu.Unlock()
	putLocked()
}

func putLocked() { table["y"] = 1 } // its caller holds the lock: silent

func putTable() {
	table["z"] = 1 // want `package variable "table" is a map that concurrent requests write without a lock, in handler "global" via "putTable"`
}

// localMutex is made for each request, so that it guards nothing.
func localMutex(w http.ResponseWriter, r *http.Request) {
	var mine sync.Mutex
	mine.Lock()
	defer mine.Unlock()
	table["w"] = 1 // want `package variable "table" is a map`
}

// busy lets one request at a time in.
var (
	busy   atomic.Bool
	report map[string]int
)

func rebuild(w http.ResponseWriter, r *http.Request) {
	if !busy.CompareAndSwap(false, true) {
		return
	}
	defer busy.Store(false)
	report = map[string]int{} // silent
	report["x"] = 1
}

// sem is a channel used as a lock.
var (
	sem   = make(chan struct{}, 1)
	under = map[string]int{}
)

func viaChannel(w http.ResponseWriter, r *http.Request) {
	sem <- struct{}{}
	defer func() { <-sem }()
	under["x"] = 1 // silent: a channel of one token is a lock
}

// once and atomics: silent.
var (
	once    sync.Once
	conf    map[string]string
	current atomic.Pointer[map[string]string]
	any     atomic.Value
	syncMap sync.Map
	load    = sync.OnceValue(func() map[string]string {
		conf = map[string]string{}
		conf["x"] = "y"
		return conf
	})
	setUp = sync.OnceFunc(func() { conf = map[string]string{} })
)

func atomics(w http.ResponseWriter, r *http.Request) {
	once.Do(initialise)
	setUp()
	_ = load()["x"]
	next := map[string]string{}
	next["x"] = "y"
	current.Store(&next)
	any.Store(next)
	syncMap.Store("x", 1)
	syncMap.LoadOrStore("y", next)
}

func initialise() { conf = map[string]string{} }

// users are replaced as a whole, by a goroutine that watches a file.
type users struct {
	mu     sync.RWMutex
	byName map[string]string
}

func (u *users) watch(changed <-chan map[string]string) {
	for m := range changed {
		u.mu.Lock()
		u.byName = m
		u.mu.Unlock()
	}
}

func serveUsers(changed <-chan map[string]string) {
	u := &users{}
	go u.watch(changed)
	http.HandleFunc("/bare", u.bare)
	http.HandleFunc("/snapshot", u.snapshot)
}

func (u *users) bare(w http.ResponseWriter, r *http.Request) {
	w.Write([]byte(u.byName["x"])) // want `field "users.byName" is a map that handler "users.bare" reads without the lock under which others put another in its place: a data race; hold the lock that locks.go:\d+ holds`
}

// The map itself does not change: to get it under the lock is enough.
func (u *users) snapshot(w http.ResponseWriter, r *http.Request) {
	u.mu.RLock()
	m := u.byName
	u.mu.RUnlock()
	w.Write([]byte(m["x"]))
}
