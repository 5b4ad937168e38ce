// Package maps has maps that requests fill.
package maps

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

type limits struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

func (l *limits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	lim, ok := l.by[host]
	if !ok {
		lim = rate.NewLimiter(1, 5)
		l.by[host] = lim // want `"limits.by" only ever grows: handler "limits.ServeHTTP" adds a limiter for each key that a client thinks of`
	}
	lim.Allow()
}

var locks sync.Map

func lock(name string) *sync.Mutex {
	mu, _ := locks.LoadOrStore(name, new(sync.Mutex)) // want `"locks" only ever grows: handler "locked" via "lock" adds a mutex`
	return mu.(*sync.Mutex)
}

func locked(w http.ResponseWriter, r *http.Request) {
	mu := lock("file:" + r.URL.Path)
	mu.Lock()
	defer mu.Unlock()
}

type key struct {
	method string
	id     int
}

type visitor struct {
	limiter *rate.Limiter
	seen    time.Time
}

type app struct {
	mu       sync.Mutex
	visitors map[netip.Addr]*visitor
	sems     map[key]*semaphore.Weighted
	busy     map[string]chan struct{}
	attempts map[string]int
	times    struct {
		sync.Mutex
		rateLimits map[string][]time.Time
	}
}

func (a *app) visit(c *gin.Context) {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.visitors[addr] = &visitor{seen: time.Now()}                                           // want `"app.visitors" only ever grows: .* a limiter`
	a.sems[key{c.Param("method"), 1}] = semaphore.NewWeighted(1)                            // want `"app.sems" only ever grows: .* a semaphore`
	a.busy[c.Query("name")] = make(chan struct{}, 1)                                        // want `"app.busy" only ever grows: .* a semaphore`
	a.attempts[c.PostForm("user")]++                                                        // want `"app.attempts" only ever grows: .* a counter`
	a.times.rateLimits[c.ClientIP()] = append(a.times.rateLimits[c.ClientIP()], time.Now()) // want `"rateLimits" only ever grows: .* a limiter`
}

// factory makes a limiter whose map lives as long as the handler.
func factory() http.HandlerFunc {
	var mu sync.Mutex
	limiters := map[string]*rate.Limiter{}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		limiters[r.Header.Get("X-Key")] = rate.NewLimiter(1, 1) // want `"limiters" only ever grows`
	}
}

type body struct{ Name string }

type store interface{ get(name string) *session }

type session struct{ user string }

type memory struct {
	mu sync.Mutex
	m  map[string]*session
}

func (s *memory) get(name string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.m == nil {
		s.m = map[string]*session{} // the first one
	}
	if s.m[name] == nil {
		s.m[name] = &session{} // want `"memory.m" only ever grows: handler "sessions.login" via "memory.get" adds a session`
	}
	return s.m[name]
}

type sessions struct{ s store }

func newSessions() *sessions { return &sessions{s: &memory{}} }

func (s *sessions) login(c *gin.Context) {
	var b body
	if c.BindJSON(&b) != nil {
		return
	}
	s.s.get(b.Name)
}

type keyed[K comparable] struct {
	mu sync.Mutex
	m  map[K]*sync.Mutex
}

func (k *keyed[K]) of(key K) *sync.Mutex {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.m[key] == nil {
		k.m[key] = new(sync.Mutex) // want `"keyed.m" only ever grows`
	}
	return k.m[key]
}

var byPath = &keyed[string]{m: map[string]*sync.Mutex{}}

func generic(w http.ResponseWriter, r *http.Request) { byPath.of(r.URL.Path).Lock() }

// Whoever calls back hands on the client's key.
func (l *limits) callBack(w http.ResponseWriter, r *http.Request) {
	withHost(r, l.limit)
}

func withHost(r *http.Request, f func(host string)) { f(r.RemoteAddr) }

func (l *limits) limit(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.by[host] = rate.NewLimiter(1, 5) // want `"limits.by" only ever grows: handler "limits.callBack" via "withHost" → "limits.limit" adds a limiter|"limits.by" only ever grows: handler "limits.callBack" via "limits.limit"`
}
