// Package athand is read by the test of internal/athand: each want comment
// names the context that is at hand where the function here is called.
package athand

import (
	"context"
	"net/http"
	"time"
)

func here() {}

type key struct{}

var global = context.Background()

func parameter(ctx context.Context) {
	here() // want "ctx$"
}

func none() {
	here() // want "nothing"
}

func tooLate() {
	here() // want "nothing"
	ctx := outside()
	_ = ctx
	here() // want "ctx$"
}

func outside() context.Context { return global }

func shadowed(ctx context.Context) {
	{
		ctx := 1
		_ = ctx
		here() // want "nothing"
	}
	here() // want "ctx$"
}

func unnamed(_ context.Context) {
	here() // want "ctx \\(unnamed\\)"
}

func unnamedToo(context.Context) {
	here() // want "ctx \\(unnamed\\)"
}

func plainFirst(r *http.Request, ctx context.Context) {
	here() // want "ctx$"
}

func request(w http.ResponseWriter, r *http.Request) {
	here() // want "r.Context\\(\\)"
	ctx := r.Context()
	here() // want "ctx$"
	_ = ctx
}

func background() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	sub := context.WithValue(ctx, key{}, 1)
	here() // want "nothing"
	_ = sub
}

func fallback(r *http.Request) {
	ctx := context.Background()
	if r != nil {
		ctx = r.Context()
	}
	here() // want "ctx$"
	_ = ctx
}

func newRequest() {
	req, err := http.NewRequest("GET", "http://example.com", nil)
	if err != nil {
		return
	}
	here() // want "nothing"
	_ = req
}

func caseClause(v any) {
	switch v := v.(type) {
	case context.Context:
		here() // want "v$"
	case *http.Request:
		here() // want "v.Context\\(\\)"
	default:
		_ = v
		here() // want "nothing"
	}
}

type server struct {
	ctx context.Context
	n   int
}

func (s *server) method() {
	here() // want "s.ctx"
}

func (s *server) both(_ context.Context) {
	here() // want "ctx \\(unnamed\\)"
}

func makes() {
	s := &server{}
	here() // want "nothing"
	_ = s
}

type stream interface {
	Context() context.Context
	Send(int) error
}

func streaming(n int, s stream) error {
	here() // want "s.Context\\(\\)"
	return nil
}

type embeds struct{ context.Context }

func embedding(e embeds) {
	here() // want "e$"
}

type page struct{ Req *http.Request }

func (p page) render() {
	here() // want "p.Req.Context\\(\\)"
}

var literal = func(ctx context.Context) {
	here() // want "ctx$"
}
