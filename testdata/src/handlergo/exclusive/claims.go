package exclusive

import (
	"net/http"

	"fixtures/handlergo/exclusive/jobs"
)

var scans = new(jobs.Scans)

// scan starts one goroutine a name at a time, and says so if there is one.
func (s *server) scan(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !scans.Begin(name) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	go s.scanned(name)
}

func (s *server) scanned(name string) {
	defer scans.End(name)
	s.jobs.Compute(name)
}

func (s *server) scanIfFree(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if scans.Enter(name) {
		go func() {
			s.jobs.Compute(name)
			scans.Leave(name)
		}()
	}
}

// scanForgetful has the handler give back the name while the goroutine is at work.
func (s *server) scanForgetful(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !scans.Begin(name) {
		return
	}
	defer scans.End(name)
	go s.jobs.Compute(name) // want `every request of handler "server.scanForgetful" starts this goroutine`
}

// scanTwice asks what does not keep the second one out.
func (s *server) scanTwice(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !scans.Note(name) {
		return
	}
	go s.scanned(name) // want `every request of handler "server.scanTwice" starts this goroutine`
}

// scanAnyway goes on with the one that it was refused.
func (s *server) scanAnyway(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if !scans.Begin(name) {
		w.Header().Set("Again", name)
	}
	go s.scanned(name) // want `every request of handler "server.scanAnyway" starts this goroutine`
}

// scanRefused starts it where there is one already.
func (s *server) scanRefused(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if scans.Begin(name) {
		return
	}
	go s.scanned(name) // want `every request of handler "server.scanRefused" starts this goroutine`
}
