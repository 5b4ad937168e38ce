// Package started goes on when the handler has returned.
package started

import (
	"context"
	"database/sql"
	"net/http"
	"sync"
)

// A joining keeps the request that it came with.
type joining struct {
	req  *http.Request
	db   *sql.DB
	name string
}

func handler(w http.ResponseWriter, r *http.Request) {
	j := &joining{req: r}
	go j.check()
	j.both()
	j.waited()
	func() {
		go func() { j.late() }()
	}()
}

// The server cancels the context of the request when the handler returns: silent.
func (j *joining) check() error {
	if _, err := j.db.Exec("UPDATE members SET seen = now()"); err != nil {
		return err
	}
	return j.enter()
}

func (j *joining) enter() error {
	for range 3 {
		if j.insert() == nil {
			return nil
		}
	}
	return j.enter()
}

func (j *joining) insert() error {
	j.save(j.req)
	_, err := j.db.Exec("INSERT INTO members VALUES (?)", j.name)
	return err
}

func (j *joining) save(r *http.Request) {
	j.db.Exec("INSERT INTO hosts VALUES (?)", r.Host)
}

func (j *joining) late() {
	j.db.Exec("INSERT INTO members VALUES (?)", j.name)
}

// The handler comes here as well.
func (j *joining) both() {
	go j.leave()
	j.leave()
}

func (j *joining) leave() {
	j.remove()
}

func (j *joining) remove() {
	j.db.Exec("DELETE FROM members WHERE name = ?", j.name) // want `"sql.DB.Exec" keeps its database connection busy when "j.req.Context\(\)" is cancelled`
}

// The handler waits for its goroutine.
func (j *joining) waited() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		j.count(j.req)
	}()
	wg.Wait()
	go println(j.size())
}

// The handler has the size before its goroutine starts.
func (j *joining) size() error {
	return j.db.Ping() // want `"sql.DB.Ping" keeps its database connection busy when "j.req.Context\(\)" is cancelled`
}

func (j *joining) count(r *http.Request) {
	j.db.QueryRow("SELECT count(*) FROM members") // want `"sql.DB.QueryRow" keeps its database connection busy when "r.Context\(\)" is cancelled`
}

// A worker has a context of its own, which lasts.
type worker struct {
	ctx context.Context
	db  *sql.DB
}

func (k *worker) start() { go k.loop() }

func (k *worker) loop() {
	for k.ctx.Err() == nil {
		k.step()
	}
}

func (k *worker) step() {
	k.db.Exec("DELETE FROM members WHERE seen < now()") // want `"sql.DB.Exec" keeps its database connection busy when "k.ctx" is cancelled`
}
