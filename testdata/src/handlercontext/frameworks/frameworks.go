// Package frameworks holds handlers of frameworks, and the contexts they have.
package frameworks

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

type store interface{ Get(ctx context.Context) }

func ginHandler(s store) gin.HandlerFunc {
	return func(c *gin.Context) {
		s.Get(context.Background()) // want `use c.Request.Context\(\)`
		s.Get(c)                    // only with the flag gin
	}
}

func echoHandler(s store) echo.HandlerFunc {
	return func(c echo.Context) error {
		s.Get(context.Background()) // want `use c.Request\(\).Context\(\)`
		return nil
	}
}

func fiberHandler(s store) fiber.Handler {
	return func(c *fiber.Ctx) error {
		s.Get(context.Background()) // want `use c.UserContext\(\)`
		return nil
	}
}

// Handlers given where the server is set up.
func main() {
	var s store
	s.Get(context.Background()) // before it serves
	r := gin.New()
	r.GET("/", func(c *gin.Context) {
		s.Get(context.Background()) // want `use c.Request.Context\(\)`
	})
	r.Run()
}
