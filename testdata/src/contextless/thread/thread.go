// Package thread has functions that lack a context which all who call them have, so
// that one can be handed down.
package thread

import (
	"database/sql"
	"net/http"
)

type server struct{ db *sql.DB }

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	if s.allowed(r.Header.Get("User")) {
		s.names("users", 1)
	}
	count(
		s.db,
		"users",
	)
	first[int](s.db)
	s.both()
	s.bothAgain()
	s.kept(r.URL.Path)
	s.left()
	s.spread(s.pair())
	s.started()
	s.mentioned()
	s.taken(0)
	s.asValue()
	s.required()
	s.Exported()
	s.noNames(1)
	s.viaOther()
	s.plain()
}

// One that is called by another one.
func (s *server) allowed(user string) bool {
	return s.has("user", user)
}

func (s *server) has(column, value string) bool {
	return s.db.QueryRow("select 1 where ? = ?", column, value) != nil // want "sql.DB.QueryRow"
}

// Two calls, one of them by the function itself.
func (s *server) names(table string, depth int) {
	if depth > 0 {
		s.names(table, depth-1)
	}
	s.db.Query("select * from " + table) // want "sql.DB.Query"
}

func count(
	db *sql.DB,
	table string,
) {
	each := func() {
		db.QueryRow("select count(*) from " + table) // want "sql.DB.QueryRow"
	}
	each()
}

func first[T any](db *sql.DB) (v T) {
	db.QueryRow("select 1").Scan(&v) // want "sql.DB.QueryRow"
	return v
}

// Called from the other file as well, which does not import context.
func (s *server) both() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

// The parameter is the same for both.
func (s *server) bothAgain() {
	s.both()
	s.db.Exec("delete from u") // want "sql.DB.Exec"
}

// No fix: a literal that runs later calls it, too.
func (s *server) kept(path string) {
	later = append(later, func() { s.kept(path) })
	s.db.Exec("delete from t where a = ?", path) // want "sql.DB.Exec"
}

var later []func()

// No fix: it is called where nobody has a context.
func (s *server) left() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

func (s *server) Job() { s.left() }

// No fix: the call has no list of arguments.
func (s *server) spread(a, b int) {
	s.db.Exec("delete from t where a = ? and b = ?", a, b) // want "sql.DB.Exec"
}

func (s *server) pair() (a, b int) { return 1, 2 }

// No fix: it may still run when the request is over.
func (s *server) started() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

func (s *server) start(w http.ResponseWriter, r *http.Request) { go s.started() }

// No fix: a file that is not part of the build speaks of it.
func (s *server) mentioned() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

// No fix: the name is taken.
func (s *server) taken(ctx int) {
	s.db.Exec("delete from t where a = ?", ctx) // want "sql.DB.Exec"
}

// No fix: it is a value, too.
func (s *server) asValue() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

func (s *server) value() func() { return s.asValue }

type requirer interface{ required() }

// No fix: an interface asks for it.
func (s *server) required() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

// No fix: other packages may call it.
func (s *server) Exported() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

// No fix: the parameter would be the only one with a name.
func (s *server) noNames(int) {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

// No fix: the way leads through a function that cannot be changed.
func (s *server) viaOther() { s.Through() }

func (s *server) Through() { s.below() }

func (s *server) below() {
	s.db.Exec("delete from t") // want "sql.DB.Exec"
}

// No fix: there is none for the call.
func (s *server) plain() {
	http.Get("http://localhost/") // want "http.Get"
}
