package athand

import (
	"github.com/gin-gonic/gin"
	fiber2 "github.com/gofiber/fiber/v2"
	fiber3 "github.com/gofiber/fiber/v3"
	echo4 "github.com/labstack/echo/v4"
	echo5 "github.com/labstack/echo/v5"
	"github.com/valyala/fasthttp"
	"google.golang.org/grpc"
)

func ginHandler(c *gin.Context) {
	here() // want "c.Request.Context\\(\\)"
}

func ginCopy(c *gin.Context) {
	req := c.Request
	_ = req
	here() // want "c.Request.Context\\(\\)"
}

func echo4Handler(c echo4.Context) error {
	here() // want "c.Request\\(\\).Context\\(\\)"
	return nil
}

func echo5Handler(c *echo5.Context) error {
	here() // want "c.Request\\(\\).Context\\(\\)"
	return nil
}

func fiber2Handler(c *fiber2.Ctx) error {
	here() // want "c.UserContext\\(\\)"
	return nil
}

func fiber3Handler(c fiber3.Ctx) error {
	here() // want "c.Context\\(\\)"
	return nil
}

func fastHandler(c *fasthttp.RequestCtx) {
	here() // want "nothing"
}

func grpcStream(s grpc.ServerStream) error {
	here() // want "s.Context\\(\\)"
	return nil
}
