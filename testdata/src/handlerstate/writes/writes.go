// Package writes has the ways to write, and the ways to read a map.
package writes

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sort"
	"sync"
)

type point struct{ x, y int }

type state struct {
	list   []int
	points []point
	array  [4]int
	nested map[string]map[string]int
	ptr    *point
	bits   map[string]*point
	flags  uint
	name   string
	matrix [][]int
}

var st = &state{}

func stores(w http.ResponseWriter, r *http.Request) {
	st.list[0] = 1          // want `an element of field "state.list" is shared`
	st.points[1].x = 2      // want `field "point.x" is shared`
	st.nested["a"]["b"] = 1 // want `field "state.nested" is a map`
	st.bits["a"].y = 1      // field "point.y" belongs to the finding for point.x
	st.flags |= 4           // related to the first write of a field of state
	st.matrix[0][1]++       // likewise
	(*st).name = ""         // likewise
}

func fields(w http.ResponseWriter, r *http.Request) {
	st.name = "x"       // want `field "state.name" is shared`
	st.array[2] = 1     // the same finding
	st.ptr = new(point) // the same finding
}

func whole(w http.ResponseWriter, r *http.Request) {
	*st = state{} // want `package variable "st" is shared`
}

func replaced(w http.ResponseWriter, r *http.Request) {
	st = &state{} // want `package variable "st" is shared`
}

func local(w http.ResponseWriter, r *http.Request) {
	s := st
	s.list = nil // want `field "state.list" is shared`
	l := s.list
	l[0] = 1
	l = append(l, 2) // a local variable, and room is not known: silent
	p := &s.points[0]
	p.x++ // want `field "point.x" is shared`
	c := *st
	c.name = "mine" // a copy: silent
	arr := st.array
	arr[0] = 1 // arrays are copied: silent
	_ = l
}

var (
	m     = map[string]int{}
	other map[string]int
)

func mapWrites(w http.ResponseWriter, r *http.Request) {
	m["a"] = 1 // want `package variable "m" is a map`
	delete(m, "a")
	clear(m)
	for k := range m {
		m[k]++
	}
	alias := m
	alias["b"] = 2
}

func copied(w http.ResponseWriter, r *http.Request) {
	maps.Copy(other, m)             // want `package variable "other" is a map`
	maps.DeleteFunc(other, isEmpty) // the same finding
	mine := maps.Clone(m)
	mine["x"] = 1 // a copy: silent
	own := slices.Clone(st.list)
	own[0] = 1 // silent
	sort.Ints(own)
}

func isEmpty(k string, v int) bool { return v == 0 }

func sorted(w http.ResponseWriter, r *http.Request) {
	sort.Ints(st.list) // want `field "state.list" is shared`
	slices.Sort(st.list)
	sort.Slice(st.points, func(i, j int) bool { return st.points[i].x < st.points[j].x })
}

func copies(w http.ResponseWriter, r *http.Request) {
	copy(st.list, []int{1}) // want `field "state.list" is shared`
}

var (
	found struct{ Name string }
	count int
	blob  map[string]any
)

func decodes(w http.ResponseWriter, r *http.Request) {
	_ = json.Unmarshal(nil, &blob) // want `package variable "blob" is a map`
}

func scans(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = db.QueryRowContext(r.Context(), "select").Scan(&found.Name) // want `package variable "found" is shared`
		_, _ = fmt.Sscan("1", &count)                                   // want `package variable "count" is shared`
		var mine int
		_ = db.QueryRowContext(r.Context(), "select").Scan(&mine) // silent
	}
}

// readers of a map that others write under a lock.
type table struct {
	mu sync.RWMutex
	m  map[string]int
	// fixed is only written before the server serves: reads are silent.
	fixed map[string]int
}

func newTable() *table {
	t := &table{m: map[string]int{}, fixed: map[string]int{}}
	t.fixed["a"] = 1
	t.m["a"] = 1
	return t
}

func (t *table) put(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[k] = 1
}

func (t *table) get(w http.ResponseWriter, r *http.Request) {
	_ = t.m["x"] // want `field "table.m" is a map that handler "table.get" reads without the lock`
	_ = t.fixed["x"]
}

func (t *table) each(w http.ResponseWriter, r *http.Request) {
	for k := range t.m { // want `field "table.m" is a map that handler "table.each" reads without the lock`
		fmt.Fprintln(w, k)
	}
}

func (t *table) sure(w http.ResponseWriter, r *http.Request) {
	t.mu.RLock()
	_, ok := t.m["x"] // silent
	n := len(t.m)
	t.mu.RUnlock()
	_, _ = ok, n
	t.put("y")
}

// once: the same write over two ways is one finding.
func setName(s *state) {
	s.name = "x" // want `field "state.name" is shared by concurrent requests and written without a lock, in handler "wayA" via "setName"`
}

func wayA(w http.ResponseWriter, r *http.Request) { setName(st) }
func wayB(w http.ResponseWriter, r *http.Request) { setName(st); wayA(w, r) }
func wayC(w http.ResponseWriter, r *http.Request) {
	mu.Lock()
	defer mu.Unlock()
	setName(st)
	setName(&state{})
}

var mu sync.Mutex

var (
	groupsMu sync.RWMutex
	groups   = map[string]float64{}
)

func loadGroups(b []byte) error {
	groupsMu.Lock()
	defer groupsMu.Unlock()
	return json.Unmarshal(b, &groups)
}

// rangesUnlocked reads what a decoder fills under a lock.
func rangesUnlocked(w http.ResponseWriter, r *http.Request) {
	for range groups { // want `package variable "groups" is a map that handler "rangesUnlocked" reads without the lock under which others write it`
	}
	loadGroups(nil)
}

var names []string

func compacts(w http.ResponseWriter, r *http.Request) {
	names = slices.Delete(names, 0, 1) // want `package variable "names" is shared`
}
