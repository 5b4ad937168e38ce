// Package frameworks starts goroutines in handlers of frameworks.
package frameworks

import (
	"context"
	"strings"
	"time"

	"github.com/beego/beego/v2/server/web"
	beego "github.com/beego/beego/v2/server/web/context"
	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
)

func save(s string) {
	time.Sleep(time.Second)
	kept = s
}

var kept string

func work(ctx context.Context) { time.Sleep(time.Second); other(ctx) }

var other func(context.Context)

func ginHandler(c *gin.Context) {
	go func() { // want `uses "c", which gin gives to another request once handler "ginHandler" has returned; hand the goroutine a copy made by Copy\(\)`
		save(c.Query("q"))
	}()
	own := c.Copy()
	go func() { // want `every request of handler "ginHandler"`
		save(own.Query("q"))
	}()
	go copied(c.Copy())          // want `every request of handler "ginHandler"`
	go copied(c)                 // want `uses "c", which gin gives to another request`
	go save(c.Query("q"))        // want `every request of handler "ginHandler"`
	go work(c.Request.Context()) // want `uses "c.Request.Context\(\)"|uses "ctx"`
	go func() {                  // want `uses "c", which gin gives`
		c.Writer.WriteString("late")
	}()
	w := c.Writer
	go func() { w.WriteString("late") }() // want `uses the ResponseWriter "w"`
}

func copied(c *gin.Context) { save(c.Query("q")) }

func echoHandler(c echo.Context) error {
	go func() { save(c.Param("q")) }() // want `uses "c", which echo gives to another request once handler "echoHandler" has returned`
	q := c.QueryParam("q")
	go save(q)                     // want `every request of handler "echoHandler"`
	go work(c.Request().Context()) // want `uses "c.Request\(\).Context\(\)"`
	return nil
}

func fiberHandler(c *fiber.Ctx) error {
	id := c.Params("id")
	go save(id)                          // want `uses "id", which fiber only lends: it changes to another request's data once handler "fiberHandler" has returned`
	go func() { save(id) }()             // want `uses "id", which fiber only lends`
	go save(c.Query("q"))                // want `uses "c.Query\(\\"q\\"\)", which fiber only lends`
	go save(strings.Clone(id))           // want `every request of handler "fiberHandler"`
	go func() { save(c.Params("id")) }() // want `uses "c", which fiber gives to another request`
	go work(c.UserContext())             // want `uses "c.UserContext\(\)"`
	return nil
}

func fiber3Handler(c fiber3.Ctx) error {
	name := string(c.Body())
	go save(name) // want `every request of handler "fiber3Handler"`
	body := c.Body()
	go func() { save(string(body)) }() // want `uses "body", which fiber only lends`
	return nil
}

func fastHandler(ctx *fasthttp.RequestCtx) {
	q := ctx.QueryArgs().Peek("q")
	go func() { save(string(q)) }() // want `uses "q", which fasthttp only lends`
	go save(string(q))              // want `every request of handler "fastHandler"`
}

func beegoFilter(ctx *beego.Context) {
	go func() { save(ctx.Request.URL.Path) }() // want `uses "ctx", which beego gives to another request once handler "beegoFilter" has returned; read what it needs before the goroutine starts`
	path := ctx.Request.URL.Path
	go save(path)                  // want `every request of handler "beegoFilter"`
	go work(ctx.Request.Context()) // want `uses "ctx.Request.Context\(\)"`
}

type orders struct{ web.Controller }

func (o *orders) List() {
	go func() { // want `uses "o.Ctx", which beego gives to another request once handler "orders.List" has returned`
		o.Ctx.Redirect(303, "/")
	}()
	page := o.Ctx.Request.URL.Path
	go save(page) // want `every request of handler "orders.List"`
}

// visit embeds the context of gin.
type visit struct {
	*gin.Context
	user string
}

func visited(c *gin.Context) { (&visit{Context: c}).serve() }

func (v *visit) serve() {
	go func() { save(v.Query("q")) }() // want `uses "v.Context", which gin gives to another request`
	go func() { save(v.user) }()       // want `every request of handler "visited"`
}

// report keeps a copy of it.
type report struct{ c *gin.Context }

func reported(c *gin.Context) { (&report{c: c.Copy()}).write() }

func (r *report) write() {
	go func() { save(r.c.Query("q")) }() // want `every request of handler "reported"`
}
