// Package locks has locks for others. // want package:"1 findings if on a request path"
package locks

import "sync"

// Locks are locks by name.
type Locks struct {
	mu sync.Mutex
	m  map[string]*sync.Mutex
}

// Of returns the lock of the name.
func (l *Locks) Of(name string) *sync.Mutex {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.m == nil {
		l.m = map[string]*sync.Mutex{}
	}
	if l.m[name] == nil {
		l.m[name] = new(sync.Mutex)
	}
	return l.m[name]
}
