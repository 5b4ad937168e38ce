// Package dbx holds queries of dbx.
package dbx

import (
	"context"
	"net/http"

	"github.com/pocketbase/dbx"
)

type app struct{ builder dbx.Builder }

func (a *app) DB() dbx.Builder { return a.builder }

type user struct{ ID int }

func chain(w http.ResponseWriter, r *http.Request, a *app, us []user) {
	a.DB().NewQuery("SELECT 1").Row(new(int)) // want `^"dbx.Query.Row" keeps its database connection busy when "r.Context\(\)" is cancelled; call WithContext\(r.Context\(\)\) on the query$`
	a.DB().NewQuery("SELECT 1").WithContext(r.Context()).Row(new(int))
	a.DB().Select("id").From("users").Where(dbx.HashExp{"id": 1}).All(&us) // want `"dbx.SelectQuery.All"`
	a.DB().Select("id").WithContext(r.Context()).From("users").All(&us)
	a.DB().Select("id").From("users").Build().WithContext(r.Context()).All(&us)
	a.DB().Insert("users", nil)           // sends nothing yet
	a.DB().Insert("users", nil).Execute() // want `"dbx.Query.Execute"`
	a.DB().Model(&us).Insert()            // want `"dbx.ModelQuery.Insert"`
	a.DB().Model(&us).WithContext(r.Context()).Insert()
}

func ofDatabase(ctx context.Context, db *dbx.DB, us []user) {
	with := db.WithContext(ctx)
	with.Select("id").All(&us)
	with.Update("users", nil, nil).Execute()
}

type repo struct{ db *dbx.DB }

func (r *repo) users(ctx context.Context, us []user) {
	r.db.Select("id").All(&us) // want `"dbx.SelectQuery.All"`
}

func local(ctx context.Context, db *dbx.DB, us []user) {
	q := db.Select("id")
	q.WithContext(ctx)
	q.All(&us)
}

// What runs in the transaction is reported with it.
func (r *repo) transaction(ctx context.Context) {
	r.db.Transactional(func(tx *dbx.Tx) error { // want `"dbx.DB.Transactional" .*; put WithContext\(ctx\) in front`
		_, err := tx.NewQuery("DELETE FROM users").Execute()
		return err
	})
}

func (r *repo) attached(ctx context.Context) {
	r.db.WithContext(ctx).Transactional(func(tx *dbx.Tx) error {
		_, err := tx.NewQuery("DELETE FROM users").Execute()
		return err
	})
}
