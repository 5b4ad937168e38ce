// Package frameworks has handlers of web frameworks that change shared memory.
package frameworks

import (
	"sync"

	"github.com/gin-gonic/gin"
	fiber2 "github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
	echo4 "github.com/labstack/echo/v4"
	echo5 "github.com/labstack/echo/v5"
	"github.com/valyala/fasthttp"
)

var hits = map[string]int{}

func ginHandler(c *gin.Context) {
	hits[c.FullPath()]++ // want `package variable "hits" is a map that concurrent requests write without a lock, in handler "ginHandler"`
}

func echo4Handler(c echo4.Context) error {
	hits[c.Path()]++ // want `package variable "hits" is a map`
	return nil
}

func echo5Handler(c *echo5.Context) error {
	hits[c.Path()]++ // want `package variable "hits" is a map`
	return nil
}

func fiber2Handler(c *fiber2.Ctx) error {
	hits[c.Path()]++ // want `package variable "hits" is a map`
	return nil
}

func fiber3Handler(c fiber3.Ctx) error {
	hits[c.Path()]++ // want `package variable "hits" is a map`
	return nil
}

func fasthttpHandler(c *fasthttp.RequestCtx) {
	hits[string(c.Path())]++ // want `package variable "hits" is a map`
}

type controller struct {
	mu   sync.Mutex
	last string
	ok   string
}

// Get is a method value where it is registered.
func (c *controller) Get(g *gin.Context) {
	c.last = g.Param("id") // want `field "controller.last" is shared by concurrent requests and written without a lock, in handler "controller.Get"`
	c.mu.Lock()
	c.ok = g.Param("id") // under the lock: silent
	c.mu.Unlock()
}

func routes(e *gin.Engine) {
	c := &controller{}
	e.GET("/", c.Get)
	seen := 0
	e.GET("/seen", func(g *gin.Context) {
		seen++ // want `captured variable "seen" is shared by concurrent requests and written without a lock, in handler "function literal in routes"`
	})
	perUser := make(map[string]int)
	group := e.Group("/g")
	group.Use(func(g *gin.Context) {
		perUser[g.ClientIP()]++ // want `captured variable "perUser" is a map`
		g.Next()
	})
}

// limit is a middleware: what the outer function makes, all requests share.
func limit() gin.HandlerFunc {
	counts := map[string]int{}
	total := 0
	return func(c *gin.Context) {
		counts[c.ClientIP()]++ // want `captured variable "counts" is a map`
		total++                // want `captured variable "total" is shared`
		mine := 0
		mine++ // the request's own: silent
		c.Next()
	}
}

// guarded is a middleware with a lock: silent.
func guarded() gin.HandlerFunc {
	var mu sync.Mutex
	counts := map[string]int{}
	return func(c *gin.Context) {
		mu.Lock()
		defer mu.Unlock()
		counts[c.ClientIP()]++
	}
}

// echoMiddleware has three layers: only the innermost runs per request.
func echoMiddleware(next echo4.HandlerFunc) echo4.HandlerFunc {
	n := 0
	n++ // while the routes are set up: silent
	return func(c echo4.Context) error {
		n++ // want `captured variable "n" is shared`
		return next(c)
	}
}

// configured is a factory of a factory.
func configured(limit int) echo4.MiddlewareFunc {
	buckets := map[string]int{}
	return func(next echo4.HandlerFunc) echo4.HandlerFunc {
		return func(c echo4.Context) error {
			if buckets[c.RealIP()] < limit {
				buckets[c.RealIP()]++ // want `captured variable "buckets" is a map`
			}
			return next(c)
		}
	}
}

func echo5Middleware(next echo5.HandlerFunc) echo5.HandlerFunc {
	n := 0
	return func(c *echo5.Context) error {
		n++ // want `captured variable "n" is shared`
		return next(c)
	}
}

func fiberMiddleware() fiber2.Handler {
	last := ""
	return func(c *fiber2.Ctx) error {
		last += c.Path() // want `captured variable "last" is shared`
		return c.Next()
	}
}

func fiber3Middleware() fiber3.Handler {
	last := ""
	return func(c fiber3.Ctx) error {
		last += c.Path() // want `captured variable "last" is shared`
		return c.Next()
	}
}

// keys of the context belong to the request: silent.
func keys(c *gin.Context) {
	c.Keys = map[any]any{"a": 1}
	c.Keys["b"] = 2
	c.Request.Header["X"] = nil
	c.Writer.Header()["Y"] = nil
	c.Set("user", &profile{})
	c.MustGet("user").(*profile).Name = "x"
	c.Request = c.Request.WithContext(c.Request.Context())
}

type profile struct{ Name string }

// bound bodies belong to the request: silent.
func bound(c *gin.Context) {
	var p profile
	if err := c.ShouldBindJSON(&p); err != nil {
		return
	}
	p.Name = "x"
	form := new(profile)
	_ = c.Bind(form)
	form.Name = "y"
}

var lastProfile profile

func bindShared(c *gin.Context) {
	_ = c.ShouldBindJSON(&lastProfile) // want `package variable "lastProfile" is shared`
}

func bindEcho(c echo4.Context) error {
	return c.Bind(&lastProfile) // want `package variable "lastProfile" is shared`
}
