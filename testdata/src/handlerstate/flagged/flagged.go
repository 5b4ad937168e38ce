// Package flagged has functions that lock if they are asked to.
package flagged

import (
	"net/http"
	"sync"
)

type ledger struct {
	mu    sync.Mutex
	rows  map[string]int
	sum   int
	next  *ledger
	audit bool
}

// peek lets go of what it took, and of nothing else.
func (l *ledger) peek(key string, lock bool) int {
	if lock {
		l.mu.Lock()
	}
	n := len(key)
	if lock {
		l.mu.Unlock()
	}
	return n
}

func (l *ledger) peeked(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.peek(r.URL.Path, false)
	l.rows["held"] = 1 // silent
	l.mu.Unlock()
	l.rows["bare"] = 1 // want `field "ledger.rows" is a map`
}

// drop lets go of the lock if it is asked to.
func (l *ledger) drop(unlock bool) {
	if unlock {
		l.mu.Unlock()
	}
}

func (l *ledger) dropped(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.drop(false)
	l.rows["kept"] = 1 // silent
	l.drop(true)
	l.rows["dropped"] = 1 // want `field "ledger.rows" is a map`
}

func (l *ledger) perhaps(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.drop(r.Method == "PUT")
	l.rows["perhaps"] = 1 // want `field "ledger.rows" is a map`
}

// take and give take a flag of their caller.
func (l *ledger) take(lock bool) {
	if !lock {
		return
	}
	l.mu.Lock()
}

func (l *ledger) both(w http.ResponseWriter, r *http.Request) {
	l.handed(r.Method == "GET")
	l.crossed(r.Method == "GET")
}

func (l *ledger) handed(unsafe bool) {
	l.take(!unsafe)
	if !unsafe {
		l.rows["handed"] = 1 // silent
	}
	l.drop(!unsafe)
}

func (l *ledger) crossed(unsafe bool) {
	l.take(!unsafe)
	if unsafe {
		l.rows["crossed"] = 1 // want `field "ledger.rows" is a map`
	}
	l.drop(!unsafe)
}

// twice asks the same question twice.
func (l *ledger) twice(w http.ResponseWriter, r *http.Request) {
	write := r.Method == "PUT"
	if write {
		l.mu.Lock()
	}
	n := len(r.URL.Path)
	if write {
		l.rows["asked"] = n // silent
		l.mu.Unlock()
	}
	if write {
		l.rows["late"] = n // want `field "ledger.rows" is a map`
	}
}

// rounds asks another question each time round.
func (l *ledger) rounds(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	for i := range len(r.URL.Path) {
		odd := i%2 == 1
		if odd {
			l.rows["odd"] = i // want `field "ledger.rows" is a map`
		}
		if !odd {
			l.mu.Unlock()
		}
	}
}

// turned asks twice, but the answer changes in between.
func (l *ledger) turned(w http.ResponseWriter, r *http.Request) {
	on := r.Method == "PUT"
	flip := func() { on = !on }
	if on {
		l.mu.Lock()
	}
	flip()
	if on {
		l.rows["turned"] = 1 // want `field "ledger.rows" is a map`
		l.mu.Unlock()
	}
}

// put is safe where it locks, and where its caller does.
func (l *ledger) put(key string, lock bool) {
	if lock {
		l.mu.Lock()
		defer l.mu.Unlock()
	}
	l.rows[key] = 1 // silent
	l.inner()
}

func (l *ledger) inner() { l.sum++ } // silent

func (l *ledger) puts(w http.ResponseWriter, r *http.Request) {
	l.put("a", true)
	l.putAll(true)
	l.mu.Lock()
	l.put("b", false)
	l.putAll(false)
	l.rows["c"] = 1 // silent
	l.mu.Unlock()
}

func (l *ledger) putAll(lock bool) { l.put("d", lock) }

// add is asked to lock by one, and not by another who has no lock either.
func (l *ledger) add(key string, lock bool) {
	if lock {
		l.mu.Lock()
		defer l.mu.Unlock()
	}
	l.rows[key] = 1 // want `field "ledger.rows" is a map`
}

func (l *ledger) adds(w http.ResponseWriter, r *http.Request) {
	l.add("a", true)
	l.add("b", false)
}

// acked locks in literals.
func (l *ledger) acked(key string, lock bool) {
	enter := func() {
		if lock {
			l.mu.Lock()
		}
	}
	leave := func() {
		if lock {
			l.mu.Unlock()
		}
	}
	enter()
	l.rows[key] = 1 // silent
	leave()
	if lock {
		l.rows[key] = 2 // want `field "ledger.rows" is a map`
	}
}

func (l *ledger) acks(w http.ResponseWriter, r *http.Request) { l.acked(r.URL.Path, true) }

// follow locks what there is.
func (l *ledger) follow(w http.ResponseWriter, r *http.Request) {
	next := l.next
	if next != nil {
		next.mu.Lock()
		defer next.mu.Unlock()
	}
	if next == nil {
		return
	}
	next.sum = 1 // silent
}

// other locks one and writes the other.
func (l *ledger) other(w http.ResponseWriter, r *http.Request) {
	next := l.next
	if next != nil {
		next.mu.Lock()
		defer next.mu.Unlock()
	}
	if l.audit {
		l.rows["other"] = 1 // want `field "ledger.rows" is a map`
	}
}

// nested takes one kind of lock or the other, if it is asked to.
type nested struct {
	mu   sync.RWMutex
	memo map[string]int
	seen map[string]int
}

func (n *nested) find(key string, lock bool) {
	keep := key != ""
	if lock {
		if keep {
			n.mu.Lock()
		} else {
			n.mu.RLock()
		}
	}
	if keep {
		n.memo[key] = 1 // silent
	} else {
		n.seen[key] = 1 // want `field "nested.seen" is a map`
	}
	if lock {
		if keep {
			n.mu.Unlock()
		} else {
			n.mu.RUnlock()
		}
	}
}

func (n *nested) serve(w http.ResponseWriter, r *http.Request) {
	n.find(r.URL.Path, true)
	n.mu.Lock()
	n.find(r.URL.Path, false)
	n.memo["x"] = 2 // silent
	n.mu.Unlock()
}
