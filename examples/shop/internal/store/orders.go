package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// An Order is what a customer has bought.
type Order struct {
	ID       int64  `json:"id"`
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
	Cents    int64  `json:"cents"`
}

// SaveOrder stores an order and returns its number. While another process writes
// to the database it tries again.
func (s *Store) SaveOrder(ctx context.Context, o Order) (int64, error) {
	for attempt := 1; ; attempt++ {
		res, err := s.db.ExecContext(ctx, "INSERT INTO orders (sku, quantity, cents) VALUES (?, ?, ?)", o.SKU, o.Quantity, o.Cents)
		if err == nil {
			return res.LastInsertId()
		}
		if attempt == 5 || !isBusy(err) {
			return 0, err
		}
		time.Sleep(time.Duration(attempt) * 100 * time.Millisecond)
	}
}

func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_BUSY
}

// Orders returns the latest n orders, the oldest of them first.
func (s *Store) Orders(ctx context.Context, n int) (_ []Order, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id, sku, quantity, cents FROM orders ORDER BY id DESC LIMIT ?", n)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var all []Order
	for rows.Next() {
		var o Order
		if err := rows.Scan(&o.ID, &o.SKU, &o.Quantity, &o.Cents); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	slices.Reverse(all)
	return all, rows.Err()
}

// A Sale is how much of a product was sold.
type Sale struct {
	SKU      string `json:"sku"`
	Quantity int64  `json:"quantity"`
	Cents    int64  `json:"cents"`
}

// Sales returns what was sold, by product.
func (s *Store) Sales(ctx context.Context) (_ []Sale, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT sku, SUM(quantity), SUM(cents) FROM orders GROUP BY sku ORDER BY sku")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var all []Sale
	for rows.Next() {
		var sale Sale
		if err := rows.Scan(&sale.SKU, &sale.Quantity, &sale.Cents); err != nil {
			return nil, err
		}
		all = append(all, sale)
	}
	return all, rows.Err()
}

// Order returns one order.
func (s *Store) Order(ctx context.Context, id int64) (Order, error) {
	o := Order{ID: id}
	row := s.db.QueryRowContext(ctx, "SELECT sku, quantity, cents FROM orders WHERE id = ?", id)
	err := row.Scan(&o.SKU, &o.Quantity, &o.Cents)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return o, err
}
