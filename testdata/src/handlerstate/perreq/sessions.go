package perreq

import (
	"net/http"
	"sync"

	"example.org/dep"
)

type signIn struct {
	sessions *dep.Sessions

	mu     sync.RWMutex
	tokens map[string]map[string]string
}

// What code that is not seen returns for a request belongs to that request.
func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.sessions.Get(r).Values["user"] = r.FormValue("user")
}

// keep puts a map that is complete into another one, under the lock.
func (s *signIn) keep(w http.ResponseWriter, r *http.Request) {
	made := map[string]string{"user": r.FormValue("user")}
	s.mu.Lock()
	s.tokens[r.FormValue("id")] = made
	s.mu.Unlock()
}

// redeem reads the map inside without the lock: nobody writes that one.
func (s *signIn) redeem(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	kept := s.tokens[r.FormValue("id")]
	s.mu.RUnlock()
	w.Write([]byte(kept["user"]))
}
