// Package database holds calls of database/sql and its relatives.
package database

import (
	"context"
	"database/sql"

	"github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"
	"xorm.io/xorm"
)

func plain(ctx context.Context, db *sql.DB, tx *sql.Tx, stmt *sql.Stmt) {
	db.Query("SELECT 1")    // want `^"sql.DB.Query" keeps its database connection busy when "ctx" is cancelled; use QueryContext\(ctx, ...\)$`
	db.QueryRow("SELECT 1") // want `QueryRowContext\(ctx, ...\)`
	db.Exec("DELETE")       // want `ExecContext\(ctx, ...\)`
	db.Prepare("SELECT 1")  // want `PrepareContext\(ctx, ...\)`
	db.Ping()               // want `PingContext\(ctx\)`
	db.Begin()              // want `BeginTx\(ctx, nil\)`
	tx.Exec("DELETE")       // want `"sql.Tx.Exec" .* ExecContext\(ctx, ...\)`
	stmt.Query()            // want `"sql.Stmt.Query" .* QueryContext\(ctx, ...\)`
	db.QueryContext(ctx, "SELECT 1")
	db.SetMaxOpenConns(1) // does not block
	tx.Commit()           // has no form with a context
}

type store struct{ *sqlx.DB }

func relatives(ctx context.Context, s *store, rows []int) {
	s.Query("SELECT 1")          // want `"sql.DB.Query" .* QueryContext\(ctx, ...\)`
	s.Select(&rows, "SELECT 1")  // want `"sqlx.DB.Select" .* SelectContext\(ctx, ...\)`
	s.Queryx("SELECT 1")         // want `"sqlx.DB.Queryx" .* QueryxContext\(ctx, ...\)`
	s.MustBegin()                // want `MustBeginTx\(ctx, nil\)`
	sqlx.Get(s.DB, &rows, "one") // want `"sqlx.Get" .* sqlx.GetContext\(ctx, ...\)`
	s.Rebind("?")                // does not block
}

// A twin beside the method tells that it blocks, here ExecContext.
func twin(ctx context.Context) {
	squirrel.Delete("t").Exec()           // want `^"squirrel.DeleteBuilder.Exec" goes on when "ctx" is cancelled; use ExecContext\(ctx, ...\)$`
	squirrel.Delete("t").ExecContext(ctx) // has its context
	squirrel.Delete("t").ToSql()          // does not block
}

type repo struct{ engine *xorm.Engine }

func (r *repo) sessions(ctx context.Context, user any) {
	r.engine.Where("id = ?", 1).Get(user) // want `^"xorm.Session.Get" keeps its database connection busy when "ctx" is cancelled; put Context\(ctx\) in front$`
	r.engine.Context(ctx).Get(user)       // has its context
	r.engine.Where("id = ?", 1).Context(ctx).Get(user)
}

// The session is given the context by a statement of its own.
func (r *repo) attached(ctx context.Context, user any) {
	session := r.engine.NewSession()
	defer session.Close()
	session.Context(ctx)
	session.Insert(user)
}

// One finding for a session.
func (r *repo) bare(ctx context.Context, user any) {
	session := r.engine.NewSession()
	defer session.Close()
	session.Insert(user) // want `"xorm.Session.Insert"`
	session.Update(user)
}

func (r *repo) transactions(ctx context.Context, user any) {
	r.engine.Transaction(func(session *xorm.Session) (any, error) { // want `"xorm.Engine.Transaction"`
		return session.Insert(user)
	})
	// The literal attaches the context first.
	r.engine.Transaction(func(session *xorm.Session) (any, error) {
		session = session.Context(ctx)
		return session.Insert(user)
	})
}

// The session is the caller's matter.
func given(ctx context.Context, session *xorm.Session, user any) {
	session.Insert(user)
}
