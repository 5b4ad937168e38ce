package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"modernc.org/sqlite"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

const rows = 1_000_000

// A million orders, of which the database tells by a call of "sold".
const schema = `CREATE VIEW orders AS
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
	SELECT sold(i) AS cents FROM n`

// sold is what the database calls for each order.
var sold func()

func init() {
	sqlite.MustRegisterScalarFunction("sold", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		sold()
		return args[0], nil
	})
}

func TestEffect(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan struct{}) // the server knows
	seen := 0
	sold = func() {
		if seen++; seen == 1 {
			leave()
			<-left
		}
	}
	s := &server{open(t)}
	sales := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		context.AfterFunc(r.Context(), func() { close(left) })
		s.routes().ServeHTTP(w, r)
	}))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, sales.URL+"/sales", nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := sales.Client().Do(req); err == nil {
		resp.Body.Close()
		t.Fatal("answered: ", resp.Status)
	}
	sales.Close() // waits for the handler
	query := "the query is interrupted"
	if seen == rows {
		query = "the query goes through all of them"
	}
	measure.Report(t, fmt.Sprintf("A client leaves when a query is at the first of %d rows", rows), query)
}

func open(t *testing.T) *sql.DB {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // each has a memory of its own
	if _, err := db.Exec(schema); err != nil {
		t.Fatal(err)
	}
	return db
}
