// Package frameworks answers 429 with frameworks. // want package:"[0-9]+ responders"
package frameworks

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/limiter"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
)

func ginStatus(c *gin.Context) {
	c.Status(http.StatusTooManyRequests) // want `429 without Retry-After`
	c.Abort()
}

func ginJSON(c *gin.Context) {
	c.AbortWithStatusJSON(429, gin.H{"error": "slow down"}) // want `429 without Retry-After`
}

// The header is set.
func ginSet(c *gin.Context) {
	c.Header("Retry-After", "1")
	c.AbortWithStatus(429)
}

// Status writes nothing yet.
func ginAfter(c *gin.Context) {
	c.Status(429)
	c.Header("Retry-After", "1")
}

// The number is in the body of a response with status 200.
func ginBody(c *gin.Context) { c.JSON(200, gin.H{"code": 429}) }

func echoJSON(c echo.Context) error {
	return c.JSON(http.StatusTooManyRequests, "slow down") // want `429 without Retry-After`
}

func echoError(c echo.Context) error {
	return echo.NewHTTPError(http.StatusTooManyRequests, "slow down") // want `429 without Retry-After`
}

func echoVar(c echo.Context) error {
	return echo.ErrTooManyRequests // want `429 without Retry-After`
}

// The header is set.
func echoSet(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderRetryAfter, "1")
	return echo.ErrTooManyRequests
}

// An error is compared, not returned.
func echoCompare(err error) bool { return err == echo.ErrTooManyRequests }

func fiberStatus(c *fiber.Ctx) error {
	return c.Status(fiber.StatusTooManyRequests).SendString("slow down") // want `429 without Retry-After`
}

func fiberSend(c *fiber.Ctx) error {
	return c.SendStatus(429) // want `429 without Retry-After`
}

func fiberError(c *fiber.Ctx) error {
	return fiber.NewError(429, "slow down") // want `429 without Retry-After`
}

// The header is set, the response not yet written.
func fiberSet(c *fiber.Ctx) error {
	c.Status(429)
	c.Set(fiber.HeaderRetryAfter, "1")
	return nil
}

// The limiter sets the header before it calls.
var limit = limiter.New(limiter.Config{
	LimitReached: func(c *fiber.Ctx) error { return c.SendStatus(429) },
})

func fast(ctx *fasthttp.RequestCtx) {
	ctx.Error("slow down", 429) // want `429 without Retry-After`
}

// The header is set.
func fastSet(ctx *fasthttp.RequestCtx) {
	ctx.SetStatusCode(429)
	ctx.Response.Header.Set("Retry-After", "1")
}
