// Package controllers has receivers that the server makes for each request.
package controllers

import "github.com/beego/beego/v2/server/web"

// Orders serves the requests for orders.
type Orders struct {
	web.Controller
	seen map[string]bool
}

var visits = map[string]int{}

func init() { web.Router("/orders", &Orders{}) }

// Overview writes to what is its request's own, and to what all requests share.
func (o *Orders) Overview() {
	o.Data["title"] = "Orders"
	o.mark("list")
	visits["list"]++ // want `package variable "visits" is a map that concurrent requests write without a lock, in handler "Orders.Overview": concurrent map writes kill the process`
}

func (o *Orders) mark(what string) {
	if o.seen == nil {
		o.seen = map[string]bool{}
	}
	o.seen[what] = true
}
