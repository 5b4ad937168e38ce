// Package frameworks has the servers that frameworks make.
package frameworks

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
	"github.com/valyala/fasthttp"
)

func ginRun(h gin.HandlerFunc) error {
	r := gin.New()
	r.GET("/", h)
	return r.Run(":80") // want `the server that "Engine.Run" makes .* make an http.Server with ReadHeaderTimeout`
}

func ginTLS(r *gin.Engine) error {
	return r.RunTLS(":443", "cert", "key") // want `"Engine.RunTLS"`
}

func ginServer(r *gin.Engine) error {
	srv := &http.Server{Handler: r, ReadHeaderTimeout: time.Second} // has a timeout
	return srv.ListenAndServe()
}

func echoStart(e *echo.Echo) error {
	return e.Start(":80") // want `"Echo.Start" makes .* set the ReadHeaderTimeout of its Server before`
}

// The server for TLS gets a timeout.
func echoTLS(e *echo.Echo) error {
	e.TLSServer.ReadTimeout = time.Minute
	return e.StartTLS(":443", "cert", "key")
}

func echoServer(e *echo.Echo) error {
	return e.StartServer(&http.Server{Addr: ":80"}) // want `this http.Server`
}

func fast(h fasthttp.RequestHandler) error {
	go fasthttp.ListenAndServe(":80", h) // want `"fasthttp.ListenAndServe"`
	srv := &fasthttp.Server{Handler: h}  // want `this fasthttp.Server .* set ReadTimeout`
	return srv.ListenAndServe(":81")
}

func fastTimeout(h fasthttp.RequestHandler) error {
	srv := &fasthttp.Server{Handler: h, ReadTimeout: time.Minute} // has one
	return srv.ListenAndServe(":81")
}

func fiberBare() *fiber.App {
	return fiber.New() // want `"fiber.New" makes .* hand it a fiber.Config with ReadTimeout`
}

func fiberConfig() *fiber.App {
	return fiber.New(fiber.Config{AppName: "x"}) // want `this fiber.Config .* set ReadTimeout`
}

func fiberTimeout() *fiber.App {
	cfg := fiber.Config{AppName: "x"} // gets one below
	cfg.ReadTimeout = time.Minute
	return fiber.New(cfg)
}
