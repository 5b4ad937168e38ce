// Package loops has goroutines of requests that never end. // want package:"[0-9]+ findings if on a request path"
package loops

import (
	"context"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	"fixtures/leakedgoroutine/loops/poll"
	"github.com/gin-gonic/gin"
	"golang.org/x/sync/errgroup"
)

type server struct {
	jobs  chan int
	quit  chan struct{}
	count int
}

func (s *server) refresh() {}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	go func() { // want `this goroutine never ends, and each request that handler "server.handle" serves leaves one behind: the loop at line 27 has no way out; end it by a context or a channel that is closed`
		for {
			s.refresh()
			time.Sleep(time.Second)
		}
	}()
	go s.run()                   // want `the loop at line 52 has no way out`
	go poll.Forever(time.Second) // want `the loop at poll.go:11 has no way out`
	s.below()
}

// Reached from the handler.
func (s *server) below() {
	var wg sync.WaitGroup
	wg.Go(func() { // want `handler "server.handle" via "server.below" serves leaves one behind: the loop at line 41`
		for range time.Tick(time.Second) {
			s.refresh()
		}
	})
}

func (s *server) run() {
	if s.count > 10 {
		return
	}
	defer log.Print("never")
	for {
		select {
		case j := <-s.jobs:
			if j < 0 {
				continue
			}
			log.Print(j)
		case <-time.After(time.Second):
		}
	}
}

func ginHandler(c *gin.Context) {
	done := make(chan struct{})
	go func() { // want `this goroutine never ends, .* the loop at line 67 has no way out`
		for {
			select {
			case <-time.After(time.Second):
				log.Print("waiting")
			case <-done: // nobody closes it
				return
			}
		}
	}()
	go func() { // want `the wait at line 77`
		select {}
	}()
}

// A context, a closed channel, an error, a count and a condition are ways out.
func exits(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		for {
			select {
			case <-gctx.Done():
				return nil
			case <-time.After(time.Second):
			}
		}
	})
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
			}
		}
	}()
	go func() {
		for {
			if err := ping(ctx); err != nil {
				return
			}
		}
	}()
	go func() {
		for i := 0; i < 10; i++ {
			_ = ping(ctx)
		}
	}()
	go func() {
		for ctx.Err() == nil {
			_ = ping(ctx)
		}
	}()
	go func() {
		for {
			if ping(ctx) != nil {
				log.Fatal("gone")
			}
		}
	}()
	go func() {
		for {
			if ping(ctx) != nil {
				os.Exit(1)
			}
		}
	}()
	go poll.Until(ctx)
	_ = g.Wait()
}

func ping(context.Context) error { return nil }

// The channel of the field may be closed.
func (s *server) fields(w http.ResponseWriter, r *http.Request) {
	go func() {
		for j := range s.jobs {
			log.Print(j)
		}
	}()
	go func() {
		for {
			select {
			case <-s.quit:
				return
			default:
				s.refresh()
			}
		}
	}()
}

// No request starts it.
func newServer() *server {
	s := &server{}
	go func() {
		for {
			s.refresh()
			time.Sleep(time.Minute)
		}
	}()
	return s
}
