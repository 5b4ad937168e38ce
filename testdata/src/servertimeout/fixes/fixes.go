// Package fixes has servers whose fix is known.
package fixes

import (
	"log"
	"net"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"
	"github.com/labstack/echo/v4"
)

func oneLine(h http.Handler) *http.Server {
	return &http.Server{Addr: ":80", Handler: h} // want `this http.Server`
}

func lines(h http.Handler) http.Server {
	return http.Server{ // want `this http.Server`
		Addr:    ":80", // for all
		Handler: h,
		// no TLS
	}
}

func empty() *http.Server { return &http.Server{} } // want `this http.Server`

func braces() *http.Server {
	return &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // want `this http.Server`
		w.WriteHeader(http.StatusNoContent)
	})}
}

var global http.Server // want `this http.Server`

func local(l net.Listener) error {
	var srv http.Server // want `this http.Server`
	return srv.Serve(l)
}

func allocated() *http.Server {
	srv := new(http.Server) // want `this http.Server`
	return srv
}

// A composite literal cannot stand there without parentheses.
func header(l net.Listener) {
	if err := new(http.Server).Serve(l); err != nil { // want `this http.Server`
		log.Print(err)
	}
}

// The field is there, on purpose.
func zero(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 0} // want `this http.Server`
}

func main() {
	mux := http.NewServeMux()
	log.Fatal(http.ListenAndServe(":80", mux)) // want `"http.ListenAndServe" makes`
}

func condition(addr string, h http.Handler) {
	if err := http.ListenAndServeTLS(addr, "cert", "key", h); err != nil { // want `"http.ListenAndServeTLS" makes`
		log.Print(err)
	}
}

// The first names are taken.
func taken(srv, server string, errs chan error) {
	errs <- http.ListenAndServe(srv+server, nil) // want `"http.ListenAndServe" makes`
}

// Each gets a server of its own where it stands.
func two(l net.Listener, h http.Handler) error {
	go http.ListenAndServe("localhost:6060", nil) // want `"http.ListenAndServe" makes`
	return http.Serve(l, h)                       // want `"http.Serve" makes`
}

// What decides whether it serves stays in front.
func decided(on bool, h http.Handler) bool {
	return on && http.ListenAndServe(":80", h) != nil // want `"http.ListenAndServe" makes`
}

func commented(h http.Handler) error {
	return http.ListenAndServe(":80" /* all */, h) // want `"http.ListenAndServe" makes`
}

func engine(r *gin.Engine) error {
	return r.Run(":80") // want `"Engine.Run" makes`
}

// The address is in the environment.
func environment(r *gin.Engine) error {
	return r.Run() // want `"Engine.Run" makes`
}

func started(e *echo.Echo) {
	go func() {
		e.Logger.Fatal(e.Start(":80")) // want `"Echo.Start" makes`
	}()
}

// A limit for whole requests cuts uploads off: how long they may take is not
// for a tool to say.
func uploads() *fiber.App {
	return fiber.New(fiber.Config{AppName: "x"}) // want `this fiber.Config`
}
