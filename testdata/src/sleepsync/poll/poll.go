// Package poll sleeps between looks at what other goroutines change. // want package:"[0-9]+ findings if on a request path"
package poll

import (
	"container/list"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"fixtures/sleepsync/poll/gate"
)

type server struct {
	mu      sync.Mutex
	ready   atomic.Bool
	conns   map[string]int
	waiting *list.List
	queue   []int
	stopped bool
	count   int32
}

func (s *server) change() {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, "a")
	s.waiting.PushBack(1)
	s.queue = append(s.queue, 1)
	s.stopped = true
}

func (s *server) atomics() {
	for !s.ready.Load() {
		time.Sleep(time.Millisecond) // want `the loop sleeps between looks at "s.ready.Load\(\)", which another goroutine changes`
	}
	for atomic.LoadInt32(&s.count) > 0 {
		time.Sleep(time.Millisecond) // want `between looks at "atomic.LoadInt32\(&s.count\)"`
	}
	for !s.ready.CompareAndSwap(false, true) {
		time.Sleep(time.Millisecond) // want `between looks at "s.ready.CompareAndSwap\(false, true\)"`
	}
	for !s.mu.TryLock() {
		time.Sleep(time.Millisecond) // want `between looks at "s.mu.TryLock\(\)"`
	}
}

func (s *server) length() {
	for deadline := time.Now().Add(time.Second); time.Now().Before(deadline); {
		s.mu.Lock()
		n := len(s.conns)
		s.mu.Unlock()
		if n == 0 {
			break
		}
		time.Sleep(time.Millisecond) // want `between looks at "s.conns"`
	}
}

func (s *server) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := s.waiting.Front(); e != nil; e = e.Next() {
		return false
	}
	return true
}

func (s *server) getters(g *gate.Gate) {
	for !s.idle() {
		time.Sleep(time.Millisecond) // want `between looks at "s.idle\(\)"`
	}
	for !g.IsOpen() {
		time.Sleep(time.Millisecond) // want `between looks at "g.IsOpen\(\)"`
	}
	busy := func() bool { return len(s.queue) > 0 }
	for busy() {
		time.Sleep(time.Millisecond) // want `between looks at "busy\(\)"`
	}
}

// worker does something with each element, but sleeps while there is none.
func (s *server) worker() {
	for {
		s.mu.Lock()
		if len(s.queue) == 0 {
			s.mu.Unlock()
			time.Sleep(time.Millisecond) // want `between looks at "s.queue"`
			continue
		}
		s.queue = s.queue[1:]
		s.mu.Unlock()
		http.Get("http://localhost")
	}
}

func local() {
	done := false
	go func() { done = true }()
	for !done {
		time.Sleep(time.Millisecond) // want `between looks at "done"`
	}
}

func channel(stop chan struct{}, results chan int) {
	for {
		select {
		case <-stop:
			return
		default:
			time.Sleep(time.Millisecond) // want `between looks at "stop"`
		}
	}
}

func full(results chan int) {
	for len(results) < 10 {
		time.Sleep(time.Millisecond) // want `between looks at "len\(results\)"`
	}
}

// A periodic loop that can be told to end: the pause is for the work.
func (s *server) periodic() {
	for !s.stopped {
		http.Get("http://localhost")
		time.Sleep(time.Minute)
	}
}

// Nobody changes it.
func constant(g *gate.Gate) {
	for g.Name() == "" {
		time.Sleep(time.Millisecond)
	}
}

// An outside system is asked, off the request path and without a context.
func outside() error {
	for {
		resp, err := http.Get("http://localhost")
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Second)
	}
}

// The answer is an outside system's, whoever else changes such fields.
type task struct{ state string }

func fetch() (*task, error) {
	_, err := http.Get("http://localhost")
	return &task{}, err
}

func (t *task) finish() { t.state = "done" }

func remote() error {
	for {
		t, err := fetch()
		if err != nil {
			return err
		}
		if t.state == "done" {
			return nil
		}
		time.Sleep(time.Second)
	}
}

// A setting is looked up under what an outside system has answered.
type policy struct{ rules map[int]patience }

type patience struct{ pause bool }

func (p *policy) learn(code int) { p.rules[code] = patience{true} }

func (p *policy) obey() {
	var resp *http.Response
	for resp == nil || resp.StatusCode != http.StatusOK {
		resp, _ = http.Get("http://localhost")
		rule := p.rules[resp.StatusCode]
		if rule.pause {
			time.Sleep(time.Second)
		}
	}
}

// A loop that changes the state itself.
func (s *server) sweep() {
	for {
		time.Sleep(time.Minute)
		s.mu.Lock()
		for k := range s.conns {
			delete(s.conns, k)
		}
		s.mu.Unlock()
	}
}
