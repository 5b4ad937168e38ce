package poll

import (
	"errors"
	"time"
)

func (s *server) register(id string) error {
	tries := 0
again:
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		return errors.New("stopped")
	}
	if _, ok := s.conns[id]; ok {
		s.mu.Unlock()
		if tries++; tries == 10 {
			return errors.New("busy")
		}
		time.Sleep(100 * time.Millisecond) // want `between looks at "s.conns"`
		goto again
	}
	s.conns[id] = 1
	s.mu.Unlock()
	return nil
}

// ask goes back to ask somebody outside.
func (s *server) ask(state func() string) {
again:
	if got := state(); got != "done" {
		time.Sleep(time.Second)
		goto again
	}
}

// skip goes forward.
func (s *server) skip() {
	if !s.ready.Load() {
		time.Sleep(time.Second)
		goto out
	}
	s.change()
out:
	s.count++
}

func (s *server) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// gather gives the queue time to grow, as long as it does.
func (s *server) gather(enough int) {
	for size := s.size(); size < enough; {
		time.Sleep(time.Millisecond)
		now := s.size()
		if now <= size {
			break
		}
		size = now
	}
	for last := -1; ; {
		time.Sleep(time.Millisecond)
		if s.size() == last {
			break
		}
		last = s.size()
	}
}

// grown waits for it to grow.
func (s *server) grown() {
	size := s.size()
	for {
		time.Sleep(time.Millisecond) // want `between looks at "s.size\(\)"`
		now := s.size()
		if now > size {
			break
		}
		size = now
	}
}

// back waits until it is as it was before.
func (s *server) back() {
	for before, tries := s.size(), 0; ; tries++ {
		time.Sleep(time.Millisecond) // want `between looks at "s.size\(\)"`
		if s.size() == before {
			break
		}
	}
	for {
		left := s.size() - 2
		if left < 0 {
			left = 0
		}
		if left == 0 {
			break
		}
		time.Sleep(time.Millisecond) // want `between looks at "s.size\(\)"`
	}
}
