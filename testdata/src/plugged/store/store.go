// Package store keeps products in a database.
package store

import "database/sql"

// A Store is where the products are.
type Store struct{ db *sql.DB }

// New returns the store in db.
func New(db *sql.DB) *Store { return &Store{db} }

// Products returns the names of all products. No want: it is not on the way of a
// handler of this package or of those that it imports.
func (s *Store) Products() (names []string, err error) {
	rows, err := s.db.Query("SELECT name FROM products")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
