// Package basic holds handlers that throw their request's cancellation away. // want package:"1 findings if on a request path"
package basic

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

type server struct {
	db *sql.DB
}

func (s *server) direct(w http.ResponseWriter, r *http.Request) {
	s.db.QueryRowContext(context.Background(), "select 1") // want `context.Background\(\) cuts the call of "QueryRowContext" off from the request: it goes on when the client of handler "server.direct" has left; use r.Context\(\)`
	s.db.QueryRowContext(context.TODO(), "select 2")       // want `context.TODO\(\) cuts the call of "QueryRowContext" off`
	s.db.QueryRowContext(r.Context(), "select 3")          // the request's own
}

func (s *server) withTimeout(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // want `context.Background\(\) cuts the call of "ExecContext" off`
	defer cancel()
	s.db.ExecContext(ctx, "delete from t")
}

func (s *server) withValue(w http.ResponseWriter, r *http.Request) {
	ctx := context.Background() // want `cuts the call of "ExecContext" off`
	ctx = context.WithValue(ctx, key{}, 1)
	s.db.ExecContext(ctx, "delete from t")
}

type key struct{}

func (s *server) indirect(w http.ResponseWriter, r *http.Request) {
	s.lookUp()
}

func (s *server) lookUp() {
	ctx := context.Background() // want `goes on when the client of handler "server.indirect" via "server.lookUp" has left; hand the request's context down the way`
	s.db.QueryRowContext(ctx, "select 1")
}

// A station ends its context when it closes, not when a request ends.
type station struct {
	ctx    context.Context
	cancel context.CancelFunc
	db     *sql.DB
}

func (s *station) answer(w http.ResponseWriter, r *http.Request) {
	s.last()
	(&question{ctx: r.Context(), db: s.db}).ask()
}

func (s *station) last() {
	s.db.QueryRowContext(context.Background(), "select 1") // want `via "station.last" has left; hand the request's context down the way$`
}

// A question has the context of its request.
type question struct {
	ctx context.Context
	db  *sql.DB
}

func (q *question) ask() {
	q.db.QueryRowContext(context.Background(), "select 1") // want `via "question.ask" has left; use q.ctx$`
}

// Nobody calls it while a request waits.
func (s *server) nightly() {
	s.db.ExecContext(context.Background(), "vacuum")
}

func (s *server) contextIgnored(w http.ResponseWriter, r *http.Request) {
	s.ignores(r.Context())
	s.ignoresNamed(r.Context())
}

func (s *server) ignores(_ context.Context) {
	s.db.ExecContext(context.TODO(), "delete from t") // want `name the context parameter and use it`
}

func (s *server) ignoresNamed(ctx context.Context) {
	s.db.ExecContext(context.TODO(), "delete from t") // want `use ctx$`
}

func (s *server) overwrites(w http.ResponseWriter, r *http.Request) {
	s.overwritesParam(r.Context())
}

func (s *server) overwritesParam(ctx context.Context) {
	s.db.ExecContext(ctx, "before")
	ctx = context.Background() // want `cuts the call of "ExecContext" off`
	s.db.ExecContext(ctx, "after")
}

// A context made by a helper.
func (s *server) helped(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := short()
	defer cancel()
	s.db.ExecContext(ctx, "delete from t")
}

func short() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), time.Second) // want `context.Background\(\) cuts what it is for off`
}

// A wait for the end of a context that the request does not end.
func waits(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // want `cuts what it is for off`
	defer cancel()
	<-ctx.Done()
}

// A goroutine that the handler waits for stays on its path.
func (s *server) joined(w http.ResponseWriter, r *http.Request) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.db.ExecContext(context.Background(), "delete from t") // want `cuts the call of "ExecContext" off`
	}()
	<-done
}
