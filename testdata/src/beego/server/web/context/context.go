// Package context stands in for that of beego.
package context

import "net/http"

// A Context is what a request and its response are about.
type Context struct {
	Request        *http.Request
	ResponseWriter *Response
}

// Redirect answers with another place.
func (c *Context) Redirect(status int, url string) {}

// A Response knows what has been written.
type Response struct {
	http.ResponseWriter
	Status int
}
