// Package thread has functions that make a context of their own where one can be
// handed down to them.
package thread

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

type server struct{ db *sql.DB }

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	s.argument()
	s.declared()
	s.bounded()
	s.valued()
	s.inner(true)
	s.onPurpose()
	s.twoNames()
	s.oneLine()
	s.keeps()
}

func (s *server) argument() {
	s.db.ExecContext(context.Background(), "delete from t") // want "cuts the call"
}

// The variable makes room for the parameter.
func (s *server) declared() {
	// want +2 "cuts the call"

	ctx := context.TODO()

	s.db.ExecContext(ctx, "delete from t")
	s.db.ExecContext(ctx, "delete from u")
}

func (s *server) bounded() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // want "cuts the call"
	defer cancel()
	s.db.ExecContext(ctx, "delete from t")
}

type key struct{}

// There would be nothing new on the left side.
func (s *server) valued() {
	ctx := context.WithValue(context.Background(), key{}, 1) // want "cuts the call"
	s.db.ExecContext(ctx, "delete from t")
}

func (s *server) inner(all bool) {
	if all {
		ctx := context.WithValue(context.Background(), key{}, 1) // want "cuts the call"
		s.db.ExecContext(ctx, "delete from t")
	}
}

// No fix: there is a reason.
func (s *server) onPurpose() {
	// It must not be cancelled.
	s.db.ExecContext(context.Background(), "delete from t") // want "cuts the call"
}

// No fix: the parameter would be hidden.
func (s *server) twoNames() {
	ctx := 1
	c := context.Background() // want "cuts the call"
	s.db.ExecContext(c, "delete from t where a = ?", ctx)
}

// No fix: the statement stands on a line with others.
func (s *server) oneLine() {
	if ctx := context.Background(); s != nil { // want "cuts the call"
		s.db.ExecContext(ctx, "delete from t")
	}
}

// No fix: the work goes on when the request is over.
func (s *server) keeps() {
	ctx, cancel := context.WithCancel(context.Background()) // want "cuts the call"
	s.db.ExecContext(ctx, "delete from t")
	time.AfterFunc(time.Minute, cancel)
}
