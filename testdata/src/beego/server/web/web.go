// Package web stands in for that of beego, which needs thirty other modules:
// handlers are known by what their receivers embed.
package web

import "github.com/beego/beego/v2/server/web/context"

// A Controller serves one request.
type Controller struct {
	Ctx  *context.Context
	Data map[any]any
}

// Router has c serve the requests for the path.
func Router(path string, c any, methods ...string) {}
