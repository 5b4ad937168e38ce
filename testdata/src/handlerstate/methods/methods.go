// Package methods has methods that are promoted, generic or recursive.
package methods

import (
	"cmp"
	"iter"
	"net/http"
	"slices"
)

type base struct {
	seen map[string]bool
	n    int
}

func (b *base) mark(path string) {
	b.seen[path] = true // want `field "base.seen" is a map that concurrent requests write without a lock, in handler "outer.ServeHTTP" via "base.mark"`
}

// reset is promoted, and a handler.
func (b *base) reset(w http.ResponseWriter, r *http.Request) {
	b.n = 0 // want `field "base.n" is shared`
}

type outer struct {
	*base
	middle
}

type middle struct{ inner }

type inner struct{ count int }

func (i *inner) up() {
	i.count++ // want `field "inner.count" is shared`
}

func (o *outer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mark(r.URL.Path)
	o.up()
	o.n = 1     // want `field "base.n" is shared`
	o.count = 1 // want `field "inner.count" is shared`
	up := o.up  // a method value
	up()
	mark := (*outer).mark // a method expression
	mark(o, "x")
}

func register(o *outer) {
	http.HandleFunc("/", o.reset)
	http.Handle("/o", o)
}

// cache is generic.
type cache[K comparable, V any] struct {
	m    map[K]V
	keys []K
	load func(K) V
}

func (c *cache[K, V]) get(k K) V {
	v, ok := c.m[k]
	if !ok {
		v = c.load(k)
		c.m[k] = v                 // want `field "cache.m" is a map that concurrent requests write`
		c.keys = append(c.keys, k) // want `field "cache.keys" is shared`
	}
	return v
}

func store[K cmp.Ordered, V any](m map[K]V, k K, v V) {
	m[k] = v // want `what "m" refers to is a map that concurrent requests write`
}

type page struct{ body string }

var (
	pages = &cache[string, *page]{m: map[string]*page{}, load: read}
	sizes = map[string]int{}
)

func read(name string) *page { return &page{name} }

func show(w http.ResponseWriter, r *http.Request) {
	p := pages.get(r.URL.Path)
	p.body = "x" // want `field "page.body" is shared`
	store(sizes, "x", 1)
	own := map[string]int{}
	store(own, "x", 1)
	fresh := &cache[string, int]{m: map[string]int{}, load: func(string) int { return 1 }}
	fresh.get("x")
}

// tree is recursive.
type tree struct {
	left, right *tree
	visits      int
	names       map[string]int
}

func (t *tree) walk(depth int) {
	if t == nil || depth > 10 {
		return
	}
	t.visits++ // want `field "tree.visits" is shared`
	t.left.walk(depth + 1)
	t.right.walk(depth + 1)
	even(t, depth)
}

func even(t *tree, n int) {
	if n > 0 {
		odd(t, n-1)
	}
}

func odd(t *tree, n int) {
	t.names["x"] = n // want `field "tree.names" is a map`
	even(t, n-1)
}

var root = &tree{}

func visit(w http.ResponseWriter, r *http.Request) {
	root.walk(0)
	find(root, 3).visits = 2 // want `field "tree.visits" is shared`
	local := &tree{}
	local.left = &tree{}
	local.left.visits++ // made here: silent
	build(3).visits++   // made by build: silent
}

func find(t *tree, n int) *tree {
	if n == 0 {
		return t
	}
	return find(t.left, n-1)
}

func build(n int) *tree {
	if n == 0 {
		return nil
	}
	return &tree{left: build(n - 1)}
}

// all is an iterator over shared memory.
func (c *cache[K, V]) all() iter.Seq[V] {
	return func(yield func(V) bool) {
		for _, v := range c.m {
			if !yield(v) {
				return
			}
		}
	}
}

func ranged(w http.ResponseWriter, r *http.Request) {
	total := 0
	for p := range pages.all() {
		total++ // the request's own: silent
		_ = p
	}
	for i := range 3 {
		total += i
	}
	names := slices.Sorted(func(yield func(string) bool) { yield("x") })
	names[0] = "y" // made by slices.Sorted: silent
	for range pages.all() {
		root.visits++ // want `field "tree.visits" is shared`
	}
}
