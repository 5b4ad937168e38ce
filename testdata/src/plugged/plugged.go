// Command plugged puts handlers and a store together that do not import each
// other: only who sees all three packages knows that requests query the database.
package main

import (
	"database/sql"
	"log"
	"net/http"
	"time"

	"fixtures/plugged/api"
	"fixtures/plugged/store"
)

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		log.Fatal(err)
	}
	srv := &http.Server{Handler: api.New(store.New(db)), ReadHeaderTimeout: time.Second}
	log.Fatal(srv.ListenAndServe())
}
