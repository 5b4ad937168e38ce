// Command wizard serves a form that sets the application up, and then the
// application.
package main

import (
	"context"
	"net/http"
)

var (
	options = map[string]string{}
	visits  = map[string]int{}
	wizard  http.Server
)

func main() {
	ask()
	go serve()
	select {}
}

func serve() {
	http.HandleFunc("/", visit)
	http.HandleFunc("/stop", stop)
	http.ListenAndServe(":80", nil)
}

// ask waits until the form has been sent.
func ask() {
	mux := http.NewServeMux()
	mux.HandleFunc("/form", checked(form))
	mux.HandleFunc("/done", done)
	wizard = http.Server{Addr: ":8080", Handler: mux}
	wizard.ListenAndServe()
}

func checked(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { next(w, r) }
}

// form and done are over before the application is served: silent.
func form(w http.ResponseWriter, r *http.Request) {
	options["name"] = r.FormValue("name")
}

func done(w http.ResponseWriter, r *http.Request) {
	options["done"] = "yes"
	go wizard.Shutdown(context.WithoutCancel(r.Context()))
}

func visit(w http.ResponseWriter, r *http.Request) {
	visits[r.URL.Path]++ // want `package variable "visits" is a map that concurrent requests write`
}

// stop ends the server that is served last: those beside it serve many requests.
func stop(w http.ResponseWriter, r *http.Request) {
	go wizard.Shutdown(context.WithoutCancel(r.Context()))
}
