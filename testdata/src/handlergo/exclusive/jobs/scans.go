package jobs

import (
	"slices"
	"sync"
	"time"
)

type scan struct {
	name    string
	started time.Time
}

// Scans are those that run.
type Scans struct {
	sync.RWMutex
	running []scan
	names   []string
	noted   []string
}

// Begin is for one at a time.
func (s *Scans) Begin(name string) bool { // want Begin:"answers true where no other goroutine is at it" Begin:"only stores or signals"
	s.Lock()
	defer s.Unlock()
	for _, other := range s.running {
		if other.name == name {
			return false
		}
	}
	s.running = append(s.running, scan{name, time.Now()})
	return true
}

// End lets the next one begin.
func (s *Scans) End(name string) bool { // want End:"only stores or signals"
	s.Lock()
	defer s.Unlock()
	for i, other := range s.running {
		if other.name == name {
			s.running = append(s.running[:i], s.running[i+1:]...)
			return true
		}
	}
	return false
}

// Enter asks the library.
func (s *Scans) Enter(name string) bool { // want Enter:"answers true where no other goroutine is at it" Enter:"only stores or signals"
	s.Lock()
	defer s.Unlock()
	if slices.Contains(s.names, name) {
		return false
	}
	s.names = append(s.names, name)
	return true
}

// Leave lets the next one enter.
func (s *Scans) Leave(name string) { // want Leave:"only stores or signals"
	s.Lock()
	defer s.Unlock()
	s.names = slices.DeleteFunc(s.names, func(n string) bool { return n == name })
}

// Note notes in another place than it looks.
func (s *Scans) Note(name string) bool { // want Note:"only stores or signals"
	s.Lock()
	defer s.Unlock()
	for _, other := range s.running {
		if other.name == name {
			return false
		}
	}
	s.noted = append(s.noted, name)
	return true
}
