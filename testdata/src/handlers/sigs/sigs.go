// Package sigs has functions that are handlers by their signature, or not.
package sigs

import (
	"context"
	"net/http"

	"github.com/beego/beego/v2/server/web"
	"github.com/gin-gonic/gin"
	"github.com/go-openapi/runtime/middleware"
	fiber2 "github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
	echo4 "github.com/labstack/echo/v4"
	echo5 "github.com/labstack/echo/v5"
	"github.com/valyala/fasthttp"
)

type params struct{}

type server struct{}

// handler: net/http
func plain(w http.ResponseWriter, r *http.Request) {}

// handler: net/http
func failing(w http.ResponseWriter, r *http.Request) error { return nil }

// handler: net/http
func router(w http.ResponseWriter, r *http.Request, _ params) {}

// handler: net/http
func swapped(r *http.Request, w http.ResponseWriter) {}

// handler: net/http
func chained(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) (int, error) {
	return 0, nil
}

// handler: net/http
func (server) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

// handler: net/http
func (s *server) method(ctx context.Context, w http.ResponseWriter, r *http.Request) {}

type (
	writer  = http.ResponseWriter
	request = *http.Request
)

// handler: net/http
func aliased(w writer, r request) {}

// handler: net/http
func generic[T any](w http.ResponseWriter, r *http.Request, t T) {}

// no handler: no request
func onlyWriter(w http.ResponseWriter) {}

// no handler: no writer
func onlyRequest(r *http.Request) {}

// no handler: the request is no pointer
func byValue(w http.ResponseWriter, r http.Request) {}

// no handler: a pointer to the writer
func pointer(w *http.ResponseWriter, r *http.Request) {}

// no handler: makes handlers
func factory(next http.Handler) http.Handler { return next }

// handler: net/http
func dispatch(r *http.Request) (http.Handler, error) { return nil, nil }

// handler: net/http
func (s *server) choose(id int, r *http.Request) http.HandlerFunc { return nil }

// handler: net/http
func chooseLiteral(r *http.Request) func(http.ResponseWriter, *http.Request) { return nil }

type step func(*http.Request) step

// no handler: what it returns is none
func next(r *http.Request) step { return nil }

// no handler: sends the request
func client(r *http.Request) http.RoundTripper { return nil }

// no handler: results do not count
func results() (http.ResponseWriter, *http.Request) { return nil, nil }

// no handler: takes nothing
func nothing() {}

// handler: gin
func ginHandler(c *gin.Context) {}

// handler: gin
func ginHelper(c *gin.Context, id int) error { return nil }

// no handler: the middleware's outer function
func ginMiddleware() gin.HandlerFunc { return nil }

// no handler: an engine
func ginRoutes(e *gin.Engine) {}

// handler: echo
func echo4Handler(c echo4.Context) error { return nil }

// handler: echo
func echo5Handler(c *echo5.Context) error { return nil }

// handler: fiber
func fiber2Handler(c *fiber2.Ctx) error { return nil }

// handler: fiber
func fiber3Handler(c fiber3.Ctx) error { return nil }

// handler: fasthttp
func fasthttpHandler(c *fasthttp.RequestCtx) {}

// Context carries a request through a framework of the project's own.
type Context struct {
	W http.ResponseWriter
	R *http.Request
}

// Wider embeds it.
type Wider struct {
	*Context
	user string
}

// handler: net/http
func own(c *Context) error { return nil }

// handler: net/http
func wider(c *Wider) {}

// no handler: a type of the same name that carries nothing
func other(c *struct{ R *http.Request }) {}

// measured is a framework's own response writer, and incoming its own request.
type measured interface {
	http.ResponseWriter
	Size() int
}

type incoming struct {
	*http.Request
	params map[string]string
}

// Exchange holds them.
type Exchange struct {
	In  incoming
	Out measured
}

// handler: net/http
func exchange(x *Exchange, form params) {}

// no handler: the writer alone
func reply(x *struct{ Out measured }) {}

// no handler: the request alone
func read(x *struct{ In incoming }) {}

// Visit hands them out.
type Visit interface {
	Request() *incoming
	Writer() measured
	Next() error
}

// handler: net/http
func visit(v Visit) error { return nil }

// no handler: it only routes requests
func route(v interface {
	Request() *incoming
	Writer(to string) measured
}) {
}

// listParams is what go-swagger makes of the parameters of an operation.
type listParams struct {
	HTTPRequest *http.Request
	Limit       int
}

// handler: go-swagger
func list(params listParams) middleware.Responder { return nil }

// handler: go-swagger
func listFor(params listParams, principal any) middleware.Responder { return nil }

// no handler: no request
func respond(code int) middleware.Responder { return nil }

// no handler: no responder
func check(params listParams) error { return nil }

// orders is a controller, and its methods are what a router may call.
type orders struct {
	web.Controller
	page int
}

type archive struct{ orders }

// handler: beego
func (o *orders) List() {}

// handler: beego
func (a *archive) Show() {}

// no handler: routers know exported methods only
func (o *orders) count() {}

// no handler: it is asked for something
func (o *orders) Filter(by string) {}

// ledger keeps a controller, but is none.
type ledger struct{ last web.Controller }

// no handler: not a method of a controller
func (l *ledger) Close() {}
