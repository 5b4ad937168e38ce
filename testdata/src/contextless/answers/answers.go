// Package answers asks values what they are: types that answer otherwise are not meant. // want package:"2 findings if on a request path"
package answers

import (
	"net/http"
	"os/exec"
)

type depot interface {
	Resident() bool // whether it is open all the time
	Open() error
	Refill() error
}

// A shelf is always open.
type shelf struct{}

func (shelf) Resident() bool { return true }

func (shelf) Open() error { return exec.Command("shelf").Run() }

func (shelf) Refill() error { return exec.Command("refill").Run() } // want `"exec.Command" leaves its process running when the client of handler "visit"`

// A locker never is.
type locker struct{}

func (locker) Resident() bool { return false }

func (locker) Open() error { return exec.Command("locker").Run() } // want `"exec.Command" leaves its process running when the client of handler "visit"`

func (locker) Refill() error { return exec.Command("never").Run() }

// A cart is open for as long as it says, and so is what is built on it.
type cart struct{ open bool }

func (c *cart) Resident() bool {
	if c.open {
		return true
	}
	return false
}

func (c *cart) Open() error { return exec.Command("cart").Run() } // want `"exec.Command" leaves its process running when the client of handler "visit"`

func (c *cart) Refill() error { return nil }

// A stall is a cart that is always open, and opens as carts do.
type stall struct{ *cart }

func (stall) Resident() bool { return true }

func depots() []depot { return []depot{shelf{}, locker{}, &cart{}, stall{&cart{}}} }

type site struct{ depot depot }

func visit(w http.ResponseWriter, r *http.Request) {
	for _, d := range depots() {
		serve(d)
	}
	s := site{depots()[0]}
	if s.depot.Resident() {
		_ = s.depot.Refill()
	}
}

func serve(d depot) {
	if !d.Resident() {
		_ = d.Open()
	}
}
