// Package idioms has handlers that wait in ways with a name of their own. // want package:"1 findings if on a request path"
package idioms

import "net/http"

type pool struct {
	tasks  chan func()
	slots  chan struct{}
	parked chan func()
}

func newPool(n int) *pool {
	return &pool{tasks: make(chan func()), slots: make(chan struct{}, n), parked: make(chan func())}
}

// A pool: a worker takes the task, or there is a slot for a new one. It is a
// semaphore with a shortcut.
func (p *pool) submit(task func()) {
	select {
	case p.tasks <- task:
	case p.slots <- struct{}{}:
		go p.worker(task)
	}
}

func (p *pool) worker(task func()) {
	defer func() { <-p.slots }()
	for ; ; task = <-p.tasks {
		task()
	}
}

// No slot to be had: whoever does not take it, blocks it.
func (p *pool) park(task func()) {
	select { // want `via "pool.park" waits for one of these cases`
	case p.tasks <- task:
	case p.parked <- task:
	}
}

// The token is another pool's.
func (p *pool) lend(other *pool, task func()) {
	select { // want `via "pool.lend" waits for one of these cases`
	case p.tasks <- task:
	case other.slots <- struct{}{}:
		go other.worker(task)
	}
}

func (p *pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.submit(func() {})
	p.park(func() {})
	p.lend(newPool(1), func() {})
}

type hub struct {
	leave  chan *session
	resend chan *session
	quit   chan *session
}

func newHub() *hub {
	return &hub{leave: make(chan *session, 64), resend: make(chan *session), quit: make(chan *session)}
}

// A session has copies of its hub's channels.
type session struct {
	left   chan<- *session
	again  chan<- *session
	quit   chan<- *session
	inbox  chan string
	outbox chan string
}

func (h *hub) join() *session {
	s := &session{left: h.leave, inbox: make(chan string)}
	s.again = h.resend
	s.quit = h.quit
	return s
}

// The copy has as much room as the original.
func (s *session) part(w http.ResponseWriter, r *http.Request) { s.left <- s }

func (s *session) repeat(w http.ResponseWriter, r *http.Request) {
	s.again <- s // want `waits for "s.again" to take a value`
}

// What is there is taken out, there is nothing to wait for.
func (s *session) purge(w http.ResponseWriter, r *http.Request) {
	for len(s.inbox) > 0 {
		<-s.inbox
	}
	for range len(s.inbox) {
		<-s.inbox
	}
	if len(s.outbox) < cap(s.outbox) {
		s.outbox <- "bye"
	}
}

func (s *session) next(w http.ResponseWriter, r *http.Request) {
	for len(s.outbox) > 0 {
		<-s.inbox // want `waits for a value from "s.inbox"`
	}
}

// The others must hear of the end of a session, whoever has left.
func (s *session) bye() { s.quit <- s }

func (s *session) cleanUp() { s.bye() }

func (s *session) expire(w http.ResponseWriter, r *http.Request) {
	defer s.bye()
	s.cleanUp()
}

// Not only the end of a session tells them.
func (s *session) poke() {
	s.quit <- s // want `via "session.poke" waits for "s.quit" to take a value`
}

func (s *session) closeAll() { s.poke() }

func (s *session) nudge(w http.ResponseWriter, r *http.Request) { s.poke() }

// The lock is taken before the function goes on: only its end is deferred.
func (s *session) hold() func() {
	s.quit <- s // want `via "session.hold" waits for "s.quit" to take a value`
	return func() {}
}

func (s *session) held(w http.ResponseWriter, r *http.Request) { defer s.hold()() }

// receive is where the inbox fills up.
func (s *session) receive(texts []string) {
	for _, text := range texts {
		s.inbox <- text
	}
}
