package page

import (
	"io"
	"net"
	"net/http"

	"github.com/gorilla/websocket"
)

var upgrader websocket.Upgrader

func greet(conn *websocket.Conn) error { return conn.WriteMessage(websocket.TextMessage, nil) }

func dial(r *http.Request) (net.Conn, error) {
	return new(net.Dialer).DialContext(r.Context(), "tcp", "localhost:9000")
}

func join(a, b net.Conn) {
	defer a.Close()
	defer b.Close()
	io.Copy(a, b)
}
