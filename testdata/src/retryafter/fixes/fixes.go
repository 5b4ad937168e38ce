// Package fixes answers 429 where the header can be set before. // want package:"[0-9]+ responders"
package fixes

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
)

func errorFunc(w http.ResponseWriter, ok bool) {
	if !ok {
		// Later.
		http.Error(w, "slow down", http.StatusTooManyRequests) // want `429 without Retry-After`
		return
	}
}

type recorder struct{ http.ResponseWriter }

type handler struct{ out recorder }

func (h handler) ServeHTTP(http.ResponseWriter, *http.Request) {
	switch {
	default:
		h.out.WriteHeader(429) // want `429 without Retry-After`
	}
}

func respond(w http.ResponseWriter, status int) error {
	w.WriteHeader(status)
	return nil
}

func helper(w http.ResponseWriter) {
	if err := respond(w, 429); err != nil { // want `429 without Retry-After`
		panic(err)
	}
}

// The header would be set for the other branch as well.
func elseIf(w http.ResponseWriter, ok bool) {
	if ok {
		w.WriteHeader(http.StatusOK)
	} else if err := respond(w, 429); err != nil { // want `429 without Retry-After`
		panic(err)
	}
}

// Nor is it for other answers.
func chosen(w http.ResponseWriter, ok bool) {
	status := http.StatusOK
	if !ok {
		status = http.StatusTooManyRequests
	}
	w.WriteHeader(status) // want `429 without Retry-After`
}

func writer() http.ResponseWriter { return nil }

// Which writer it is is asked once.
func asked() {
	writer().WriteHeader(429) // want `429 without Retry-After`
}

func ginJSON(c *gin.Context) {
	c.AbortWithStatusJSON(429, gin.H{"error": "slow down"}) // want `429 without Retry-After`
}

func echoError(c echo.Context) error {
	return echo.NewHTTPError(429) // want `429 without Retry-After`
}

func echoVar(_ string, c echo.Context) error {
	return echo.ErrTooManyRequests // want `429 without Retry-After`
}

// There is nothing to set a header with.
func check(ok bool) error {
	if !ok {
		return echo.ErrTooManyRequests // want `429 without Retry-After`
	}
	return nil
}

// It may not be returned.
func kept(c echo.Context, ok bool) error {
	err := echo.NewHTTPError(429) // want `429 without Retry-After`
	if ok {
		return nil
	}
	return err
}

func fiberChain(c *fiber.Ctx) error {
	return c.Status(429).SendString("slow down") // want `429 without Retry-After`
}

func fast(ctx *fasthttp.RequestCtx) {
	ctx.SetStatusCode(429) // want `429 without Retry-After`
}

// Error forgets the headers.
func fastError(ctx *fasthttp.RequestCtx) {
	ctx.Error("slow down", 429) // want `429 without Retry-After`
}
