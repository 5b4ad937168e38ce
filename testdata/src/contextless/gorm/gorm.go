// Package gorm holds sessions of gorm.
package gorm

import (
	"context"
	"net/http"

	"gorm.io/gorm"
)

var db *gorm.DB

type user struct{ ID int }

type repo struct{ db *gorm.DB }

type embeds struct{ *gorm.DB }

func variable(ctx context.Context, u *user) {
	db.Where("id = ?", 1).First(u) // want `^"gorm.DB.First" keeps its database connection busy when "ctx" is cancelled; put WithContext\(ctx\) in front$`
	db.WithContext(ctx).First(u)   // has its context
	db.Session(&gorm.Session{Context: ctx}).First(u)
	db.Session(&gorm.Session{}).First(u) // want `"gorm.DB.First"`
	db.Where("id = ?", 1)                // sends nothing yet
}

func (r *repo) field(ctx context.Context, us []user) error {
	return r.db.Find(&us).Error // want `"gorm.DB.Find"`
}

func (e embeds) promoted(ctx context.Context, us []user) {
	e.Find(&us)   // want `"gorm.DB.Find"`
	e.DB.Save(us) // want `"gorm.DB.Save"`
	e.WithContext(ctx).Save(us)
}

// One finding for a session.
func local(ctx context.Context, us []user, named bool) {
	tx := db.Model(&user{})
	if named {
		tx = tx.Where("name <> ''")
	}
	var n int64
	tx.Count(&n) // want `"gorm.DB.Count"`
	tx.Find(&us)
}

func localAttached(ctx context.Context, us []user) {
	tx := db.WithContext(ctx)
	tx = tx.Where("name <> ''")
	tx.Find(&us)
}

// What runs in the transaction is reported with it.
func transaction(ctx context.Context, u *user) {
	db.Transaction(func(tx *gorm.DB) error { // want `"gorm.DB.Transaction"`
		return tx.Create(u).Error
	})
	tx := db.Begin() // want `"gorm.DB.Begin"`
	tx.Create(u)
	tx.Commit()
}

// The session is the caller's matter.
func Given(ctx context.Context, tx *gorm.DB, u *user) {
	tx.Create(u)
}

// All callers hand in the same bare session.
func helper(ctx context.Context, tx *gorm.DB, u *user) {
	tx.Create(u) // want `"gorm.DB.Create"`
}

func callsHelper(ctx context.Context, u *user) { helper(ctx, db, u) }

// The handler's session is the same for all requests.
func newHandler(conn *gorm.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn.Delete(&user{}) // want `put WithContext\(r.Context\(\)\) in front`
	}
}

func handler(conn *gorm.DB, w http.ResponseWriter, r *http.Request) {
	conn.Delete(&user{}) // want `"gorm.DB.Delete"`
}

func connection() *gorm.DB { return db }

func session(ctx context.Context) *gorm.DB { return db.WithContext(ctx) }

func page(tx *gorm.DB) *gorm.DB { return tx.Limit(10) }

func results(ctx context.Context, us []user) {
	connection().Find(&us) // want `"gorm.DB.Find"`
	page(db).Find(&us)     // want `"gorm.DB.Find"`
	page(db.WithContext(ctx)).Find(&us)
	session(ctx).Find(&us) // is handed the context
}

type scoped struct{ tx *gorm.DB }

func newScoped(ctx context.Context) *scoped { return &scoped{tx: db.WithContext(ctx)} }

// The package puts sessions with a context into the field.
func (s *scoped) find(ctx context.Context, us []user) { s.tx.Find(&us) }
