// Package reinit has objects that are set up when they are made, and again while
// requests use them.
package reinit

import (
	"net/http"
	"sync"
)

type backend interface {
	Init() error
	List() []string
}

type disk struct {
	root  string
	calls int
}

// Init is for new objects: what it writes is not at fault.
func (d *disk) Init() error {
	d.root = "/"
	d.login()
	return nil
}

func (d *disk) List() []string {
	d.calls++ // want `field "disk.calls" is shared`
	d.login()
	return nil
}

type cloud struct{ token string }

func (c *cloud) Init() error {
	c.token = "x"
	return nil
}

func (c *cloud) List() []string { return nil }

// login is also called while requests are served, so its write is reported.
func (d *disk) login() {
	d.root = "/home" // want `field "disk.root" is shared by concurrent requests and written without a lock, in handler "list" via "disk.List" → "disk.login"`
}

var backends sync.Map

func list(w http.ResponseWriter, r *http.Request) {
	b, _ := backends.Load(r.FormValue("name"))
	b.(backend).List()
}

// create sets up a new object: silent.
func create(w http.ResponseWriter, r *http.Request) {
	var b backend = &disk{}
	if r.FormValue("kind") == "cloud" {
		b = &cloud{}
	}
	start(b)
	backends.Store(r.FormValue("name"), b)
}

// start is called for new objects and for old ones.
func start(b backend) error {
	return b.Init() // want `"Init" sets up again, without a lock, an object that other requests are using, in handler "update" via "start"`
}

func update(w http.ResponseWriter, r *http.Request) {
	b, _ := backends.Load(r.FormValue("name"))
	start(b.(backend))
}
