// Package silent holds contexts that rightly do not follow the request.
package silent

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"sync"
	"time"
)

type server struct {
	db   *sql.DB
	once sync.Once
}

type tx interface {
	Rollback(ctx context.Context) error
	Exec(ctx context.Context, q string) error
}

type lock interface {
	Lock(ctx context.Context) error
	Release(ctx context.Context) error
}

// Deferred clean-up runs because the request has ended.
func (s *server) deferred(w http.ResponseWriter, r *http.Request, t tx, l lock) {
	defer t.Rollback(context.Background())
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		t.Exec(ctx, "delete from temp")
	}()
	undo := func() { t.Exec(context.Background(), "undo") }
	defer undo()
	defer s.forget(t)
}

// It is called by defer only.
func (s *server) forget(t tx) {
	t.Exec(context.Background(), "forget")
}

// Clean-up by name.
func (s *server) cleanUp(w http.ResponseWriter, r *http.Request, t tx, l lock) {
	if err := t.Exec(r.Context(), "insert"); err != nil {
		t.Rollback(context.Background())
	}
	l.Release(context.Background())
	s.closeAll(t)
	cleanup := func() { t.Exec(context.Background(), "undo") }
	cleanup()
}

func (s *server) closeAll(t tx) {
	t.Exec(context.Background(), "close")
}

// A goroutine meant to outlive the request.
func (s *server) outlives(w http.ResponseWriter, r *http.Request, t tx) {
	ctx := context.Background()
	go t.Exec(context.Background(), "audit")
	go func() {
		t.Exec(ctx, "audit")
	}()
}

// The fallback where no context was given.
func (s *server) fallbacks(w http.ResponseWriter, r *http.Request, t tx) {
	s.parameter(r.Context(), t)
	s.local(r, t)
	s.replaced(r, t)
	s.switched(r, t, 1)
	t.Exec(cmp.Or(r.Context(), context.Background()), "or")
	t.Exec(of(r), "of")
	s.direct(r.Context(), t)
}

func (s *server) parameter(ctx context.Context, t tx) {
	if ctx == nil {
		ctx = context.Background()
	}
	t.Exec(ctx, "q")
}

func (s *server) local(r *http.Request, t tx) {
	ctx, ok := r.Context().Value(ctxKey{}).(context.Context)
	if !ok {
		ctx = context.Background()
	}
	t.Exec(ctx, "q")
}

type ctxKey struct{}

func (s *server) replaced(r *http.Request, t tx) {
	ctx := context.Background()
	if r != nil {
		ctx = r.Context()
	}
	t.Exec(ctx, "q")
}

func (s *server) switched(r *http.Request, t tx, kind int) {
	var ctx context.Context
	switch kind {
	case 1:
		ctx = r.Context()
	default:
		ctx = context.TODO()
	}
	t.Exec(ctx, "q")
}

func of(r *http.Request) context.Context {
	if c, ok := r.Context().Value(ctxKey{}).(context.Context); ok {
		return c
	}
	return context.Background()
}

func (s *server) direct(ctx context.Context, t tx) {
	if ctx == nil {
		t.Exec(context.Background(), "q")
		return
	}
	t.Exec(ctx, "q")
}

// Detached on purpose, and not for this request alone.
func (s *server) detached(w http.ResponseWriter, r *http.Request, t tx) {
	t.Exec(context.WithoutCancel(r.Context()), "q")
	t.Exec(context.WithoutCancel(context.Background()), "q")
	context.AfterFunc(r.Context(), func() { t.Exec(context.Background(), "undo") })
	time.AfterFunc(time.Minute, func() { t.Exec(context.Background(), "later") })
	s.once.Do(func() { t.Exec(context.Background(), "once for all requests") })
}

// Only compared, or asked for values.
func compared(w http.ResponseWriter, r *http.Request) {
	if r.Context() == context.Background() {
		return
	}
	_ = context.Background().Value(ctxKey{})
}

// It sets a server up, which lives longer than the request.
func restart(w http.ResponseWriter, r *http.Request, t tx) {
	srv := &http.Server{Addr: ":8081", ReadHeaderTimeout: time.Second}
	t.Exec(context.Background(), "restarted")
	go srv.ListenAndServe()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	srv.Shutdown(ctx)
}

func init() {
	context.WithValue(context.Background(), ctxKey{}, nil)
}
