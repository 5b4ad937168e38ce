package store

import (
	"context"
	"database/sql"
	"errors"
)

// A Product is something for sale. Prices are in cents of the shop's currency.
type Product struct {
	SKU   string `json:"sku"`
	Name  string `json:"name"`
	Cents int64  `json:"cents"`
}

// Products returns all products.
func (s *Store) Products() (_ []Product, err error) {
	rows, err := s.db.Query("SELECT sku, name, cents FROM products ORDER BY sku")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var all []Product
	for rows.Next() {
		var p Product
		if err := rows.Scan(&p.SKU, &p.Name, &p.Cents); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// Product returns one product.
func (s *Store) Product(ctx context.Context, sku string) (Product, error) {
	p := Product{SKU: sku}
	row := s.db.QueryRowContext(ctx, "SELECT name, cents FROM products WHERE sku = ?", sku)
	err := row.Scan(&p.Name, &p.Cents)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return p, err
}
