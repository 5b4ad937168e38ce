// Command install has a handler that sets the application up, once.
package main

import (
	"database/sql"
	"net/http"
)

var (
	db       *sql.DB
	settings = map[string]string{}
	greeting []byte
	started  bool
	visits   int
)

// install refuses to do anything once there is a database, and opens it.
func install(w http.ResponseWriter, r *http.Request) {
	if db != nil {
		http.Error(w, "installed already", http.StatusConflict)
		return
	}
	if err := open(r.FormValue("dsn")); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func open(dsn string) error {
	settings["dsn"] = dsn // only the handler that installs gets here
	opened, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	db = opened
	return nil
}

type wizard struct{ done bool }

// A flag of the receiver serves as well.
func (z *wizard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !z.done {
		settings["title"] = r.FormValue("title")
		z.done = true
		return
	}
	http.Error(w, "set up already", http.StatusConflict)
}

// cached answers from what it made before: each request may be the first.
func cached(w http.ResponseWriter, r *http.Request) {
	if greeting != nil {
		w.Write(greeting)
		return
	}
	greeting = []byte("hello, " + r.Host) // want `package variable "greeting" is shared by concurrent requests`
	w.Write(greeting)
}

// first goes on after what it does once.
func first(w http.ResponseWriter, r *http.Request) {
	if !started {
		started = true // want `package variable "started" is shared by concurrent requests`
	}
	w.WriteHeader(http.StatusNoContent)
}

// counted refuses without a database, but sets none.
func counted(w http.ResponseWriter, r *http.Request) {
	if db == nil {
		http.Error(w, "not installed", http.StatusServiceUnavailable)
		return
	}
	visits++ // want `package variable "visits" is shared by concurrent requests`
}

// finish is served until it has shut its server down: once.
func finish(srv *http.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		settings["language"] = r.FormValue("language")
		go func() { srv.Shutdown(r.Context()) }()
	}
}
