// Package streams has handlers whose goroutines end with the connection.
package streams

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

var upgrader websocket.Upgrader

type client struct {
	conn *websocket.Conn
	out  chan string
}

func (c *client) read() {
	for {
		if _, _, err := c.conn.ReadMessage(); err != nil {
			return
		}
	}
}

func (c *client) write() {
	for m := range c.out {
		c.conn.WriteMessage(websocket.TextMessage, []byte(m))
	}
}

// Reader and writer end with the connection.
func upgraded(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &client{conn, make(chan string)}
	go c.read()
	go c.write()
}

// The handler goes on until the stream ends, and with it the goroutine.
func events(w http.ResponseWriter, r *http.Request) {
	lines := make(chan string)
	go func() {
		for range 10 {
			time.Sleep(time.Second)
			lines <- "x"
		}
	}()
	for {
		select {
		case l := <-lines:
			fmt.Fprintln(w, l)
		case <-r.Context().Done():
			return
		}
	}
}

// Nothing goes on here.
func plain(w http.ResponseWriter, r *http.Request) {
	go func() { // want `every request of handler "plain"`
		time.Sleep(time.Second)
	}()
}
