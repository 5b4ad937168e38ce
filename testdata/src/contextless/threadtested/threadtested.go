// Package threadtested has a function that tests call as well as a handler: they
// pass a context as soon as it has a parameter for one.
package threadtested

import (
	"database/sql"
	"net/http"
)

type server struct{ db *sql.DB }

func (s *server) list(w http.ResponseWriter, r *http.Request) { s.names("users") }

func (s *server) names(table string) {
	s.db.Query("select * from " + table) // want "sql.DB.Query"
}
