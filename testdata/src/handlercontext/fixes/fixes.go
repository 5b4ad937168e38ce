// Package fixes has work for requests whose context is at hand.
package fixes

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

type server struct {
	db  *sql.DB
	ctx context.Context
}

func (s *server) direct(w http.ResponseWriter, r *http.Request) {
	s.db.ExecContext(context.Background(), "delete from t") // want `use r.Context\(\)`
}

func (s *server) variable(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.TODO(), time.Second) // want `use r.Context\(\)`
	defer cancel()
	s.db.ExecContext(ctx, "delete from t")
}

var background = context.Background()

func (s *server) packageVariable(w http.ResponseWriter, r *http.Request) {
	s.db.ExecContext(background, "delete from t") // want `use r.Context\(\)`
	s.parameter(r.Context())
	s.unnamed(r.Context())
	s.same(r.Context(), true)
	s.field()
}

func (s *server) parameter(ctx context.Context) {
	s.db.ExecContext(context.Background(), "delete from t") // want `use ctx`
}

func (s *server) unnamed(_ context.Context) {
	s.db.ExecContext(context.Background(), "delete from t") // want `name the context parameter and use it`
}

// The work in the goroutine is to go on.
func (s *server) both(w http.ResponseWriter, r *http.Request) {
	ctx := context.Background() // want `use r.Context\(\)`
	s.db.ExecContext(ctx, "delete from t")
	go s.db.ExecContext(ctx, "delete from u")
}

// So is what undoes it.
func (s *server) undo(w http.ResponseWriter, r *http.Request) {
	ctx := context.Background() // want `use r.Context\(\)`
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return
	}
	defer func() { s.release(ctx) }()
	tx.Commit()
}

func (s *server) release(ctx context.Context) { s.db.ExecContext(ctx, "unlock") }

// It would say ctx := ctx.
func (s *server) same(ctx context.Context, again bool) {
	if again {
		ctx := context.Background() // want `use ctx`
		s.db.ExecContext(ctx, "delete from t")
	}
}

// The server's own context is not the request's.
func (s *server) field() {
	s.db.ExecContext(context.Background(), "delete from t") // want `use s.ctx`
}

func (s *server) commented(w http.ResponseWriter, r *http.Request) {
	s.db.ExecContext(context.Background( /* why? */ ), "delete from t") // want `use r.Context\(\)`
}

// Nobody cancels it when the function returns: something goes on.
func (s *server) longer(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // want `use r.Context\(\)`
	s.db.ExecContext(ctx, "delete from t")
	go func() {
		defer cancel()
		s.release(r.Context())
	}()
}

func (s *server) onPurpose(w http.ResponseWriter, r *http.Request) {
	// The row has to go, however long the client waits: no request context here.
	s.db.ExecContext(context.Background(), "delete from t") // want `use r.Context\(\)`
	// TODO: use the request's context.
	s.db.ExecContext(context.Background(), "delete from u") // want `use r.Context\(\)`
}

// No fix: the request may be over.
func (s *server) sometimes(w http.ResponseWriter, r *http.Request) {
	s.db.ExecContext(context.Background(), "delete from t") // want `use r.Context\(\)`
}

func (s *server) starting(w http.ResponseWriter, r *http.Request) { go s.sometimes(w, r) }
