package database

import (
	"context"
	"database/sql"
)

// ledger ends the context that it keeps when it is closed.
type ledger struct {
	db     *sql.DB
	ctx    context.Context
	cancel func()
}

func openLedger(db *sql.DB) *ledger {
	l := &ledger{db: db}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

func (l *ledger) compact() {
	l.db.Exec("VACUUM") // want `"sql.DB.Exec" keeps its database connection busy when "l.ctx" is cancelled`
}

// What is done last has to be done although the context has ended: silent.
func (l *ledger) Close() {
	l.closingTasks()
	l.cancel()
}

func (l *ledger) closingTasks() { l.db.Exec("PRAGMA optimize") }

// A context that is handed in says how long closing may take.
func (l *ledger) closeWithin(ctx context.Context) {
	l.db.Exec("PRAGMA optimize") // want `"sql.DB.Exec" keeps its database connection busy when "ctx" is cancelled`
}
