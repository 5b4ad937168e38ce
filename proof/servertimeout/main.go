// Command hello greets its clients.
package main

import (
	"fmt"
	"log"
	"net/http"
)

func hello(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, "hello")
}

func newServer(addr string) *http.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", hello)
	return &http.Server{Addr: addr, Handler: mux}
}

func main() {
	log.Fatal(newServer("localhost:8080").ListenAndServe())
}
