// Package interfaces has calls of methods that a database stands behind.
package interfaces

import (
	"context"
	"database/sql"
	"net/http"

	"github.com/jmoiron/sqlx"
)

// *sql.DB and *sql.Tx have these methods.
type querier interface {
	Exec(query string, args ...any) (sql.Result, error)
	Query(query string, args ...any) (*sql.Rows, error)
}

// *sqlx.Stmt has all of these, the first one from what it embeds.
type statement interface {
	Exec(args ...any) (sql.Result, error)
	Get(dest any, args ...any) error
	Queryx(args ...any) (*sqlx.Rows, error)
	Close() error
}

// No type of a library has all of these.
type store interface {
	Exec(query string, args ...any) (sql.Result, error)
	Forget()
}

// Nothing here is of a database.
type machine interface {
	Exec(program string, args ...any) error
}

// It knows contexts as well.
type both interface {
	Exec(query string, args ...any) (sql.Result, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func at(ctx context.Context, q querier, s statement, other store, m machine, b both) {
	q.Exec("delete from t") // want `"interfaces.querier.Exec" keeps its database connection busy when "ctx" is cancelled; use ExecContext\(ctx, ...\), which "querier" needs to have`
	s.Get(nil, 1)           // want `"interfaces.statement.Get" keeps its database connection busy when "ctx" is cancelled; use GetContext\(ctx, ...\), which "statement" needs to have`
	s.Exec(1)               // want `use ExecContext\(ctx, ...\), which "statement" needs to have`
	s.Close()
	other.Exec("delete from t")
	other.Forget()
	m.Exec("delete")
	b.Exec("delete from t") // want `"interfaces.both.Exec" keeps its database connection busy when "ctx" is cancelled; use ExecContext\(ctx, ...\)$`
	b.ExecContext(ctx, "delete from t")
}

type server struct{ db querier }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.count() }

func (s *server) count() {
	s.db.Query("select count(*) from t") // want `when the client of handler "server.ServeHTTP" via "server.count" has left; hand a context down to here and use QueryContext\(ctx, ...\), which "querier" needs to have`
}
