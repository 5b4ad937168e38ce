// Package writes has writes to a ResponseWriter whose connection is gone.
package writes

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/gorilla/websocket"
	"github.com/labstack/echo/v4"
)

var upgrader websocket.Upgrader

func late(w http.ResponseWriter, r *http.Request) {
	hj, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "cannot hijack", 500)
		return
	}
	conn, _, err := hj.Hijack()
	if err != nil {
		w.WriteHeader(500) // the call failed: the writer is still ours
		return
	}
	defer conn.Close()
	w.Header().Set("A", "b") // reading and setting headers writes nothing
	if _, err := conn.Write(nil); err != nil {
		http.Error(w, err.Error(), 500) // want `"http.Error" writes to the ResponseWriter after the connection was hijacked at line 22: nothing reaches the client, and the server logs an error; write to the connection, or only log`
		return
	}
	w.WriteHeader(200)                // want `"ResponseWriter.WriteHeader" writes`
	_, _ = w.Write(nil)               // want `"ResponseWriter.Write" writes`
	fmt.Fprintln(w, "x")              // want `"fmt.Fprintln" writes`
	_, _ = io.WriteString(w, "x")     // want `"io.WriteString" writes`
	_ = json.NewEncoder(w).Encode(ok) // want `"json.NewEncoder" writes`
	fail(w)                           // want `"writes.fail" writes`
}

func fail(w http.ResponseWriter) { http.Error(w, "", 500) }

func helper(w http.ResponseWriter, r *http.Request) {
	reply := func(code int) { w.WriteHeader(code) }
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		reply(400)
		return
	}
	defer conn.Close()
	reply(200) // want `writes to the ResponseWriter after the connection was upgraded`
}

// Only one of the branches hijacks, and the flag tells which.
func branch(w http.ResponseWriter, r *http.Request, tunnel bool) {
	done := false
	if tunnel {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		conn.Close()
		done = true
	}
	if !done {
		w.WriteHeader(200)
	}
}

// Another writer.
func other(w, log http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	log.WriteHeader(200)
}

func echoHandler(c echo.Context) error {
	conn, _, err := c.Response().Hijack()
	if err != nil {
		return c.String(500, "no")
	}
	defer conn.Close()
	if err := tunnel(conn); err != nil {
		return err
	}
	return c.NoContent(200) // want `"Context.NoContent" writes to the ResponseWriter after the connection was hijacked`
}

func tunnel(rw io.ReadWriter) error {
	_, err := io.Copy(rw, rw)
	return err
}
