// Package respond is another package of the same module.
package respond

import (
	"fmt"
	"io"
	"net"
	"net/http"
)

// Greet only writes.
func Greet(c net.Conn) { fmt.Fprintln(c, "hello") } // want Greet:"0 borrowed"

// Serve closes.
func Serve(c io.ReadWriteCloser) {
	defer c.Close()
	_, _ = io.Copy(c, c)
}

// Fail answers.
func Fail(w http.ResponseWriter, err error) { fail(w, err) } // want Fail:"0 written"

func fail(w http.ResponseWriter, err error) {
	w.WriteHeader(http.StatusInternalServerError)
}

// Head only sets a header.
func Head(w http.ResponseWriter) { w.Header().Set("A", "b") }
