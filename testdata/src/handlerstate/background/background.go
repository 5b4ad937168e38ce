// Package background has goroutines beside the handlers.
package background

import (
	"net/http"
	"sync"
	"time"
)

type cache struct {
	mu    sync.Mutex
	items map[string]int
	safe  map[string]int
	stats map[string]int
	last  time.Time
}

// refresh runs in a goroutine while get reads.
func (c *cache) refresh() {
	for range time.Tick(time.Second) {
		c.items["x"]++ // want `field "cache.items" is a map that goroutines write without a lock`
		c.mu.Lock()
		c.safe["x"]++ // silent
		c.mu.Unlock()
		c.last = time.Now() // no map, and off the request path: silent
		c.stats["x"]++      // no handler uses it, and one goroutine owns it: silent
	}
}

func newCache() *cache {
	c := &cache{items: map[string]int{}, safe: map[string]int{}, stats: map[string]int{}}
	c.items["first"] = 1 // before the server serves: silent
	go c.refresh()
	return c
}

func (c *cache) get(w http.ResponseWriter, r *http.Request) {
	_ = c.items["x"]
	c.mu.Lock()
	_ = c.safe["x"]
	c.mu.Unlock()
}

// sent: a goroutine that a handler starts writes a map of all requests.
var sent = map[string]int{}

func send(w http.ResponseWriter, r *http.Request) {
	go func() {
		sent["x"]++ // want `package variable "sent" is a map that goroutines write without a lock`
	}()
}

// joined goroutines are on the request path, but the map is the request's own: silent.
func fanOut(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	results := make([]int, 3)
	for i := range 3 {
		wg.Go(func() { results[i] = i })
	}
	wg.Wait()
}

var total int

// joinedShared writes what all requests share from a goroutine it waits for.
func joinedShared(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		total++ // want `package variable "total" is shared by concurrent requests`
	}()
	wg.Wait()
}

// hub is owned by one goroutine: its handler only sends: silent.
type hub struct {
	join    chan string
	leave   chan string
	members map[string]bool
	count   int
}

func newHub() *hub {
	h := &hub{join: make(chan string), leave: make(chan string), members: map[string]bool{}}
	go h.run()
	return h
}

func (h *hub) run() {
	for {
		select {
		case name := <-h.join:
			h.members[name] = true
			h.count++
		case name := <-h.leave:
			delete(h.members, name)
		}
	}
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.join <- r.URL.Path }

// twice: several goroutines of one kind write the map.
var seen = map[string]bool{}

func crawl(urls []string) {
	for _, u := range urls {
		go func() {
			seen[u] = true // want `package variable "seen" is a map that goroutines write without a lock`
		}()
	}
}

// confined maps are made by the goroutine: silent.
func worker(jobs chan string) {
	done := map[string]bool{}
	for j := range jobs {
		done[j] = true
	}
}

func startWorkers(jobs chan string) {
	for range 3 {
		go worker(jobs)
	}
}

// ended: what runs after the lock was handed over to nobody.
func (c *cache) lateUnlock(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	go func() {
		c.safe["x"] = 1 // want `field "cache.safe" is a map that goroutines write without a lock`
	}()
	c.mu.Unlock()
}

// gather joins its goroutines, but they still write at the same time.
func gather(w http.ResponseWriter, r *http.Request) {
	var wg sync.WaitGroup
	sizes := map[string]int{}
	guarded := map[string]int{}
	var mu sync.Mutex
	for _, u := range r.URL.Query()["u"] {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sizes[u] = len(u) // want `captured variable "sizes" is a map that goroutines write without a lock`
			mu.Lock()
			guarded[u] = 1 // silent
			mu.Unlock()
			own := map[string]int{}
			own[u] = 1 // silent
			put(sizes, u)
			put(own, u)
		}()
	}
	for _, u := range r.URL.Query()["v"] {
		each := map[string]int{}
		wg.Go(func() { each[u] = 1 }) // one map a goroutine: silent
	}
	for _, u := range r.URL.Query()["w"] {
		var one sync.WaitGroup
		one.Go(func() { sizes[u] = 1 }) // one after the other: silent
		one.Wait()
	}
	wg.Wait()
}

func put(m map[string]int, k string) {
	m[k]++ // want `what "m" refers to is a map that goroutines write`
}

// workers share what their receiver keeps.
type crawler struct{ seen map[string]bool }

func (c *crawler) start() {
	for range 4 {
		go c.work()
	}
	for range 4 {
		one := &crawler{seen: map[string]bool{}}
		go one.own()
	}
}

func (c *crawler) work() {
	c.seen["x"] = true // want `field "crawler.seen" is a map that goroutines write without a lock`
}

func (c *crawler) own() {
	c.seen["x"] = true // its own: silent
}

// shards gives each goroutine an element of its own: silent.
func shards(n int) {
	parts := make([]map[string]int, n)
	boxes := make([]struct{ m map[string]int }, n)
	for i := range n {
		go func() {
			parts[i] = map[string]int{}
			parts[i]["x"] = 1
			mine := parts[i]
			mine["y"] = 2
			boxes[i].m["z"] = 3
			putOwn(parts[i])
		}()
	}
}

func putOwn(m map[string]int) { m["w"]++ }
