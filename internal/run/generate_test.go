//go:build unix

package run

import (
	"fmt"
	"strings"
	"testing"
)

// generate writes a module of about n packages, and returns its directory. It is
// made of areas, of ten packages each: handlers, which know services as interfaces,
// several implementations of these, and stores behind them. Each area also uses
// the services of the one before.
func generate(t testing.TB, n int) string {
	dir := t.TempDir()
	write := func(name, text string) { writeFiles(t, dir, map[string]string{name: text}) }
	write("go.mod", "module example.com/large\n\ngo 1.26\n")
	var imports, setUp strings.Builder
	for area := range max(n/10, 1) {
		fmt.Fprintf(&imports, "\t\"example.com/large/a%d/api\"\n", area)
		fmt.Fprintf(&setUp, "\tapi%d.Routes(mux, db)\n", area)
		in := func(text string) string {
			return strings.NewReplacer("AREA", fmt.Sprintf("a%d", area), "BEFORE", fmt.Sprintf("a%d", max(area-1, 0))).Replace(text)
		}
		at := func(pkg string) string { return fmt.Sprintf("a%d/%s/%s.go", area, pkg, pkg) }
		write(at("model"), in(modelText))
		var services strings.Builder
		for i := range 4 {
			store, service := fmt.Sprintf("store%d", i), fmt.Sprintf("service%d", i)
			write(at(store), in(named(storeText, store, i)))
			if area > 0 { // so that an area stands on all before it
				write(fmt.Sprintf("a%d/%s/before.go", area, store), in(strings.ReplaceAll(beforeText, "NAME", store)))
			}
			write(at(service), in(named(serviceText, service, i)))
			fmt.Fprintf(&services, "\t\t%s.New(store%d.New(db)),\n", service, i)
		}
		write(at("api"), in(strings.Replace(apiText, "SERVICES", services.String(), 1)))
	}
	main := strings.NewReplacer("IMPORTS", aliased(imports.String()), "SETUP", setUp.String()).Replace(mainText)
	write("main.go", main)
	return dir
}

// named fills in the name of a package, its number, and functions with bodies.
func named(text, name string, i int) string {
	var funcs strings.Builder
	for k := range 12 {
		fmt.Fprintf(&funcs, funcText, k)
	}
	return strings.NewReplacer("NAME", name, "NUMBER", fmt.Sprint(i), "FUNCS", funcs.String()).Replace(text)
}

// aliased gives the packages of the areas, which all are named api, names.
func aliased(imports string) string {
	var out strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(imports), "\n") {
		fmt.Fprintf(&out, "\tapi%d %s\n", i, strings.TrimSpace(line))
	}
	return out.String()
}

const modelText = `package model

type Item struct {
	ID, Owner int
	Name      string
	Tags      []string
}

func (i *Item) Tagged(tag string) bool {
	for _, t := range i.Tags {
		if t == tag {
			return true
		}
	}
	return false
}
`

const funcText = `
func (x *Part) step%[1]d(items []*model.Item, limit int) ([]*model.Item, error) {
	seen := map[int]*model.Item{}
	for _, it := range items {
		if it == nil || it.Owner > limit {
			continue
		}
		if old, ok := seen[it.ID]; ok && old.Name != it.Name {
			return nil, fmt.Errorf("item %%d is there twice: %%q, %%q", it.ID, old.Name, it.Name)
		}
		seen[it.ID] = it
	}
	var out []*model.Item
	for _, it := range seen {
		if it.Tagged("step") && len(out) < limit {
			out = append(out, it)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.rounds++
	return out, nil
}
`

const storeText = `package NAME

import (
	"database/sql"
	"fmt"
	"sync"

	"example.com/large/AREA/model"
)

type Part struct {
	db     *sql.DB
	mu     sync.Mutex
	rounds int
}

func New(db *sql.DB) *Part { return &Part{db: db} }

func (x *Part) Items(owner int) ([]*model.Item, error) {
	rows, err := x.db.Query("SELECT id, name FROM items WHERE owner = ?", owner)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var items []*model.Item
	for rows.Next() {
		it := &model.Item{Owner: owner}
		if err := rows.Scan(&it.ID, &it.Name); err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	items, err = x.step0(items, NUMBER+10)
	if err != nil {
		return nil, err
	}
	return items, rows.Err()
}
FUNCS`

const beforeText = `package NAME

import "example.com/large/BEFORE/model"
import before "example.com/large/BEFORE/NAME"

func (x *Part) Earlier(owner int) ([]*model.Item, error) { return before.New(x.db).Items(owner) }
`

const serviceText = `package NAME

import (
	"fmt"
	"sync"

	"example.com/large/AREA/model"
)

type Store interface {
	Items(owner int) ([]*model.Item, error)
}

type Part struct {
	store  Store
	mu     sync.Mutex
	rounds int
	latest map[int]*model.Item
}

func New(s Store) *Part { return &Part{store: s, latest: map[int]*model.Item{}} }

func (x *Part) List(owner int) ([]*model.Item, error) {
	items, err := x.store.Items(owner)
	if err != nil {
		return nil, err
	}
	done := make(chan error)
	go func() {
		_, err := x.step1(items, NUMBER)
		done <- err
	}()
	if err := <-done; err != nil {
		return nil, err
	}
	x.mu.Lock()
	for _, it := range items {
		x.latest[it.ID] = it
	}
	x.mu.Unlock()
	return x.step2(items, owner)
}
FUNCS`

const apiText = `package api

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"strconv"

	"example.com/large/AREA/model"
	"example.com/large/AREA/service0"
	"example.com/large/AREA/service1"
	"example.com/large/AREA/service2"
	"example.com/large/AREA/service3"
	"example.com/large/AREA/store0"
	"example.com/large/AREA/store1"
	"example.com/large/AREA/store2"
	"example.com/large/AREA/store3"
	before "example.com/large/BEFORE/service0"
	beforeStore "example.com/large/BEFORE/store0"
)

type Lister interface {
	List(owner int) ([]*model.Item, error)
}

type server struct {
	listers []Lister
	before  *before.Part
	hits    int
}

func Routes(mux *http.ServeMux, db *sql.DB) {
	s := &server{before: before.New(beforeStore.New(db)), listers: []Lister{
SERVICES	}}
	mux.HandleFunc("GET /AREA/items", s.items)
	mux.HandleFunc("GET /AREA/before", s.earlier)
}

func (s *server) items(w http.ResponseWriter, r *http.Request) {
	owner, err := strconv.Atoi(r.FormValue("owner"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.hits++
	var all []*model.Item
	for _, l := range s.listers {
		items, err := l.List(owner)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		all = append(all, items...)
	}
	_ = json.NewEncoder(w).Encode(all)
}

func (s *server) earlier(w http.ResponseWriter, r *http.Request) {
	items, err := s.before.List(len(r.URL.Path))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(items)
}
`

const mainText = `package main

import (
	"database/sql"
	"log"
	"net/http"

IMPORTS)

func main() {
	db, err := sql.Open("none", "")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
SETUP	log.Fatal(http.ListenAndServe(":8080", mux))
}
`
