// Package web stands in for that of beego, which needs thirty other modules:
// handlers are known by what their receivers embed.
package web

import "net/http"

// A Controller serves one request.
type Controller struct {
	Ctx  *Context
	Data map[any]any
}

// A Context is what a request and its response are about.
type Context struct {
	Request        *http.Request
	ResponseWriter *Response
}

// A Response counts what is written.
type Response struct {
	http.ResponseWriter
	Status int
}

// Router has c serve the requests for the path.
func Router(path string, c any, methods ...string) {}
