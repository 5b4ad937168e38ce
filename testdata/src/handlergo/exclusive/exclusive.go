// Package exclusive starts goroutines that leave where another one is at work.
package exclusive

import (
	"context"
	"net/http"

	"fixtures/handlergo/exclusive/jobs"
)

type server struct{ jobs *jobs.Jobs }

func (s *server) imports(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	go func() {
		_ = context.Background()
		if err := s.jobs.Import(id); err != nil {
			println(err)
		}
	}()
	go s.jobs.Export()
	go s.jobs.Sweep()
	go s.jobs.Prune()
	go s.jobs.Compute(id) // want `every request of handler "server.imports" starts this goroutine`
	go s.jobs.Unlocked()  // want `every request of handler "server.imports" starts this goroutine`
	go s.jobs.Late()      // want `every request of handler "server.imports" starts this goroutine`
	go func() {           // want `every request of handler "server.imports" starts this goroutine`
		s.jobs.Compute(id)
		s.jobs.Export()
	}()
}
