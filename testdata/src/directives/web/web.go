// Package web serves what package store has.
package web

import (
	"database/sql"
	"net/http"

	"fixtures/directives/store"
)

type server struct {
	s  *store.Store
	db *sql.DB
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.s.Kept() // want `"sql.DB.Exec" keeps its database connection busy .*\(at store.go:11\)`
	s.s.Line()
	s.s.Statement()
	s.s.Other() // want `"sql.DB.Exec" keeps its database connection busy .*\(at store.go:32\)`
	//lint:ignore contextless a call that leads to one
	s.s.Called()
	s.db.Exec("DELETE FROM a") // want `"sql.DB.Exec" keeps its database connection busy`
	s.db.Exec("DELETE FROM a") //lint:ignore contextless a certain one
}
