// Package fixes has calls that are given the context at hand, each in its way.
package fixes

import (
	"context"
	"database/sql"
	"net"
	web "net/http"
	"net/url"
	"os/exec"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/pocketbase/dbx"
	"gorm.io/gorm"
)

type querier interface {
	Query(q string, args ...any) (*sql.Rows, error)
}

func database(ctx context.Context, db *sql.DB, stmt *sql.Stmt) error {
	if _, err := db.Exec("delete from t"); err != nil { // want `"sql.DB.Exec"`
		return err
	}
	stmt.QueryRow() // want `"sql.Stmt.QueryRow"`
	db.Query(       // want `"sql.DB.Query"`
		"select a from t where b = ?", // the comment stays
		1,
	)
	tx, err := db.Begin() // want `"sql.DB.Begin"`
	if err != nil {
		return err
	}
	return tx.Commit()
}

type store struct{ db *gorm.DB }

func (s *store) sessions(ctx context.Context, c *resty.Client, users any) {
	s.db.Where("a = ?", 1).Find(users) // want `"gorm.DB.Find"`
	c.R().SetHeader("a", "b").Get("/") // want `"resty.Request.Get"`
	c.R().
		SetHeader("a", "b").
		Get("/") // want `"resty.Request.Get"`
	s.db.
		Where("a = ?", 1).
		Find(users) // want `"gorm.DB.Find"`
}

// The parameter gets the name that it needs.
func unnamed(_ context.Context) error {
	return exec.Command("sync").Run() // want `"exec.Command"`
}

func only(context.Context) error {
	return exec.Command("sync").Run() // want `"exec.Command"`
}

// No fix: the other one would need a name as well.
func both(context.Context, int) error {
	return exec.Command("sync").Run() // want `"exec.Command"`
}

func connections(r *web.Request) (net.Conn, error) {
	net.LookupHost("host")                  // want `"net.LookupHost"`
	conn, err := net.Dial("tcp", "host:80") // want `"net.Dial"`
	if err != nil {
		return nil, err
	}
	conn.Close()
	return net.DialTimeout("tcp", "host:80", time.Second) // want `"net.DialTimeout"`
}

func get(ctx context.Context, u string) error {
	resp, err := web.Get(u) // want `"http.Get"`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func direct(ctx context.Context, c *web.Client, u string) (*web.Response, error) {
	return c.Head(u) // want `"http.Client.Head"`
}

// The error is declared outside: it must not become another one.
func outside(ctx context.Context, u string, form url.Values) (err error) {
	var resp *web.Response
	for range 3 {
		resp, err = web.PostForm(u, form) // want `"http.PostForm"`
		if err != nil {
			continue
		}
		resp.Body.Close()
	}
	return err
}

// The name req is taken.
func taken(ctx context.Context, req, u string) (int, error) {
	resp, err := web.Post(u, "text/plain", nil) // want `"http.Post"`
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// An interface may lack the other method.
func narrow(ctx context.Context, q querier) {
	q.Query("select 1") // want `which "querier" needs to have`
}

// What is done about the error asks for the response, or does not leave.
func unclear(ctx context.Context, u string) {
	resp, err := web.Get(u) // want `"http.Get"`
	if err != nil {
		println(resp.Status)
		return
	}
	other, err := web.Get(u) // want `"http.Get"`
	if err == nil {
		other.Body.Close()
	}
}

func arguments() (string, string) { return "tcp", "host:80" }

// What the arguments are is for another function to know.
func spread(ctx context.Context) {
	net.Dial(arguments()) // want `"net.Dial"`
}

type options struct{ request *web.Request }

// No fix: options may be left out.
func optional(o options, db *sql.DB) {
	db.Exec("delete from t") // want `"sql.DB.Exec"`
}

// No fix: what is recorded has happened.
func recordUse(ctx context.Context, db *sql.DB) {
	db.Exec("insert into t values (1)") // want `"sql.DB.Exec"`
}

// No fix: the request may be over.
func sometimes(r *web.Request, db *sql.DB) {
	db.Exec("delete from t") // want `"sql.DB.Exec"`
}

// The context of the request would end before the work has begun.
func always(r *web.Request, db *sql.DB) {
	db.Exec("delete from t")
}

func starting(w web.ResponseWriter, r *web.Request) {
	go sometimes(r, nil)
	go always(r, nil)
	sometimes(r, nil)
}

func latest(ctx context.Context, app interface{ DB() dbx.Builder }, us []string) error {
	return app.DB().Select("name").From("users").OrderBy("id").All(&us) // want `"dbx.SelectQuery.All"`
}
