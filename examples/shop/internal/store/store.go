// Package store keeps products and orders in SQLite.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	_ "modernc.org/sqlite" // the driver "sqlite", in pure Go
)

// ErrNotFound is returned for what the database does not hold.
var ErrNotFound = errors.New("not found")

// A Store is the database.
type Store struct{ db *sql.DB }

const schema = `
CREATE TABLE IF NOT EXISTS products (
	sku   TEXT PRIMARY KEY,
	name  TEXT NOT NULL,
	cents INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
	id       INTEGER PRIMARY KEY,
	sku      TEXT NOT NULL REFERENCES products (sku),
	quantity INTEGER NOT NULL CHECK (quantity > 0),
	cents    INTEGER NOT NULL
);
INSERT OR IGNORE INTO products (sku, name, cents) VALUES
	('tea', 'Green tea, 100 g', 650),
	('pot', 'Cast-iron pot', 4900),
	('cup', 'Cup without handle', 1200);
`

// Open opens the database in the file name, and creates what is missing.
func Open(ctx context.Context, name string) (*Store, error) {
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(name)+"?_pragma=foreign_keys(1)")
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("schema: %w", err), db.Close())
	}
	return &Store{db}, nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }
