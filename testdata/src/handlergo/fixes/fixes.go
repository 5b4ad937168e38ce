// Package fixes has goroutines that can be handed what outlasts the request.
package fixes

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

type mailer interface {
	Send(ctx context.Context, to string) error
}

type server struct{ mail mailer }

func (s *server) argument(w http.ResponseWriter, r *http.Request) {
	go s.mail.Send(r.Context(), "x") // want `uses "r.Context\(\)"`
}

func (s *server) literal(w http.ResponseWriter, r *http.Request) {
	go func() { // want `uses "r.Context\(\)"`
		s.mail.Send(r.Context(), "x")
	}()
}

func (s *server) twice(w http.ResponseWriter, r *http.Request) {
	go func() { // want `uses "r.Context\(\)"`
		s.mail.Send(r.Context(), "x")
		s.mail.Send(r.Context(), "y")
	}()
}

func (s *server) twiceNamed(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	go func() { // want `uses "ctx"`
		s.mail.Send(ctx, "x")
		s.mail.Send(ctx, "y")
	}()
}

// The deadline would be lost.
func (s *server) deadline(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	go s.mail.Send(ctx, "x") // want `uses "ctx"`
}

// What ends the request is not replaced by half.
func (s *server) request(w http.ResponseWriter, r *http.Request) {
	go s.notify(r) // want `uses "r.Context\(\)"`
}

func (s *server) notify(r *http.Request) { s.mail.Send(r.Context(), "x") }

func save(string) { time.Sleep(time.Second) }

func ginArgument(c *gin.Context) {
	go reads(c) // want `uses "c", which gin gives to another request`
}

func reads(c *gin.Context) { save(c.Query("q") + c.Request.URL.Path) }

func ginLiteral(c *gin.Context) {
	go func() { // want `uses "c"`
		save(c.Query("q"))
		save(c.GetString("user"))
	}()
}

// The copy has nothing to write to.
func ginWrites(c *gin.Context) {
	go func() { // want `uses "c"`
		save(c.Query("q"))
		c.JSON(200, "done")
	}()
	go writes(c) // want `uses "c"`
}

func writes(c *gin.Context) { c.String(200, "%s", "done") }

// What an object keeps is not copied here.
type page struct{ c *gin.Context }

func ginKept(c *gin.Context) { (&page{c}).load() }

func (p *page) load() {
	go func() { // want `uses "p.c"`
		save(p.c.Query("q"))
	}()
}
