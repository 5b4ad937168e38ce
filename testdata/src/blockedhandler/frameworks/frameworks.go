// Package frameworks has handlers of frameworks that wait. // want package:"1 findings if on a request path"
package frameworks

import (
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-openapi/runtime/middleware"
	"github.com/go-resty/resty/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

var queue = make(chan string)

func ginHandler(c *gin.Context) {
	queue <- c.Query("q") // want `the request of handler "ginHandler" waits for "queue" to take a value, .*a case for c.Request.Context\(\).Done\(\)`
}

func ginStream(c *gin.Context) {
	c.Stream(func(w io.Writer) bool {
		_, ok := <-queue // want `the request of handler "ginStream" via "function literal in ginStream" waits for a value from "queue"`
		return ok
	})
}

func echoHandler(c echo.Context) error {
	select {
	case queue <- c.QueryParam("q"):
	case <-c.Request().Context().Done():
	}
	return nil
}

func fiberHandler(c *fiber.Ctx) error {
	queue <- "x" // want `a case for c.UserContext\(\).Done\(\)`
	return nil
}

// What a library is handed to keep runs when something happens, not now.
func keeps(c *gin.Context) {
	client := resty.New()
	client.AddRetryHook(func(*resty.Response, error) { queue <- "again" })
}

type params struct {
	HTTPRequest *http.Request
	Text        string
}

func swaggerHandler(params params) middleware.Responder {
	put(params.Text)
	queue <- params.Text // want `the request of handler "swaggerHandler" waits for "queue" to take a value, .*a case for params.HTTPRequest.Context\(\).Done\(\)`
	return nil
}

type listener struct {
	out  chan string
	done chan struct{}
}

var listeners []listener

// The listener's end is not the request's.
func put(text string) {
	for _, l := range listeners {
		select { // want `the request of handler "swaggerHandler" via "put" waits for one of these cases`
		case l.out <- text:
		case <-l.done:
		}
	}
}
