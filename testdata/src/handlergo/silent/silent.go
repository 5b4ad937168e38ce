// Package silent has goroutines in handlers that are as they should be.
package silent

import (
	"context"
	"net/http"
	"net/smtp"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

type server struct {
	mu      sync.Mutex
	last    time.Time
	seen    map[string]int
	tokens  chan struct{}
	sem     *semaphore.Weighted
	once    sync.Once
	busy    atomic.Bool
	running bool
	timers  sync.Map
	jobs    chan string
	signals chan os.Signal
	srv     *http.Server
	stop    atomic.Int32

	idle sync.Cond

	sometimes rate.Sometimes
	limiter   *rate.Limiter
}

func slow(string) { time.Sleep(time.Second) }

// Joined.
func (s *server) joined(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Go(func() { slow(r.FormValue("x")) })
	wg.Wait()
	g, ctx := errgroup.WithContext(r.Context())
	g.Go(func() error { return ctx.Err() })
	g.Wait()
	res := make(chan string, 1)
	go func() { slow("x"); res <- "x" }()
	select {
	case <-res:
	case <-r.Context().Done():
	}
}

// Bounded.
func (s *server) bounded(w http.ResponseWriter, r *http.Request) {
	s.tokens <- struct{}{}
	go func() { defer func() { <-s.tokens }(); slow("x") }()
}

// What the goroutine itself waits for bounds the work, and not the goroutines.
func (s *server) queued(w http.ResponseWriter, r *http.Request) {
	go func() { // want `every request of handler "server.queued" starts this goroutine`
		s.tokens <- struct{}{}
		defer func() { <-s.tokens }()
		slow("x")
	}()
}

func (s *server) weighted(w http.ResponseWriter, r *http.Request) {
	if s.sem.Acquire(r.Context(), 1) != nil {
		return
	}
	go func() { defer s.sem.Release(1); slow("x") }()
}

// One at a time.
func (s *server) single(w http.ResponseWriter, r *http.Request) {
	if s.busy.CompareAndSwap(false, true) {
		go func() { defer s.busy.Store(false); slow("x") }()
	}
}

func (s *server) flag(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.running {
		s.mu.Unlock()
		return
	}
	s.running = true
	s.mu.Unlock()
	go slow("x")
}

func (s *server) try(w http.ResponseWriter, r *http.Request) {
	if !s.mu.TryLock() {
		return
	}
	go func() { defer s.mu.Unlock(); slow("x") }()
}

func (s *server) first(w http.ResponseWriter, r *http.Request) {
	s.once.Do(func() { go slow("x") })
}

// So many in a while.
func (s *server) seldom(w http.ResponseWriter, r *http.Request) {
	s.sometimes.Do(func() {
		go slow("x")
	})
	if s.limiter.AllowN(time.Now(), 2) {
		go slow("x")
	}
}

// The work seldom runs here, but the goroutines start.
func (s *server) often(w http.ResponseWriter, r *http.Request) {
	go func() { // want `every request of handler "server.often" starts`
		slow("x")
		s.sometimes.Do(func() { slow("x") })
	}()
}

func (s *server) reserved(w http.ResponseWriter, r *http.Request) {
	if !s.limiter.Reserve().OK() {
		return
	}
	go slow("x")
}

func (s *server) perKey(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Path
	if _, ok := s.timers.Load(key); ok {
		return
	}
	go func() {
		s.timers.Store(key, true)
		slow(key)
		s.timers.Delete(key)
	}()
}

// Only stores, hands work on, or signals.
func (s *server) small(w http.ResponseWriter, r *http.Request) {
	go func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last = time.Now()
		s.seen[r.URL.Path]++
	}()
	go s.touch(r.URL.Path)
	go func() {
		select {
		case s.jobs <- r.URL.Path:
		default:
		}
	}()
	go func() { s.tokens <- struct{}{} }()
}

func (s *server) touch(path string) {
	s.mu.Lock()
	s.seen[path]++
	s.mu.Unlock()
}

// Starts and stops servers, ends the process.
func (s *server) lives(w http.ResponseWriter, r *http.Request) {
	go s.srv.Shutdown(context.Background())
	go http.ListenAndServe(":0", nil)
	go func() { time.Sleep(time.Second); os.Exit(0) }()
	go func() { time.Sleep(time.Second); s.signals <- syscall.SIGHUP }()
	go s.announce()
}

type manager interface{ GracefulClose(time.Duration) }

func stopping(m manager) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go m.GracefulClose(time.Second)
	}
}

// What says good-bye to another server, or wakes another goroutine, ends neither.
func (s *server) mails(w http.ResponseWriter, r *http.Request) {
	go greet()  // want `every request of handler "server.mails" starts this goroutine`
	go func() { // want `every request of handler "server.mails" starts this goroutine`
		slow("x")
		s.idle.Signal()
	}()
}

func greet() {
	c, err := smtp.Dial("localhost:25")
	if err != nil {
		return
	}
	c.Mail("me")
	c.Quit()
}

// announce runs until it is told to stop.
func (s *server) announce() {
	for s.stop.Load() == 0 {
		time.Sleep(time.Second)
	}
}

// Ends with the request.
func (s *server) ends(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() { <-ctx.Done(); slow("x") }()
	go watch(ctx)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
				slow("x")
			}
		}
	}()
	defer alive("x")()
}

func watch(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Minute):
	}
	slow("x")
}

// alive hands its caller what ends the goroutine.
func alive(x string) func() {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Second):
				slow(x)
			}
		}
	}()
	return func() { close(stop) }
}

// The caller waits by what it hands in.
func (s *server) handsIn(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	start(&wg)
	wg.Wait()
}

func start(wg *sync.WaitGroup) {
	wg.Add(1)
	go func() { defer wg.Done(); slow("x") }()
}

// One flag in something that was just loaded is no bound.
type item struct{ off bool }

func load() *item { return new(item) }

func (s *server) disable(w http.ResponseWriter, r *http.Request) {
	it := load()
	if it.off {
		return
	}
	it.off = true
	go slow("x") // want `every request of handler "server.disable"`
}

type mail struct{ sent chan error }

// What the goroutine is for answers on its own channel.
func (s *server) answers(w http.ResponseWriter, r *http.Request) {
	m := &mail{make(chan error)}
	s.send(m)
}

func (s *server) send(m *mail) error {
	go queue(m)
	return <-m.sent
}

func queue(m *mail) { slow("x"); m.sent <- nil }
