// Package upgrades has WebSocket connections.
package upgrades

import (
	"context"
	"net/http"
	"sync"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/gin-gonic/gin"
	gorilla "github.com/gorilla/websocket"
)

var upgrader gorilla.Upgrader

func gorillaLeak(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil) // want `the connection upgraded here stays open when "gorillaLeak" returns`
	if err != nil {
		return
	}
	for {
		kind, msg, err := conn.ReadMessage()
		if err != nil {
			break
		}
		if err := conn.WriteMessage(kind, msg); err != nil {
			return
		}
	}
}

func coderLeak(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil) // want `the connection upgraded here stays open when "coderLeak" returns`
	if err != nil {
		return
	}
	var v any
	if err := wsjson.Read(r.Context(), conn, &v); err != nil {
		return
	}
	conn.Close(websocket.StatusNormalClosure, "")
}

func ginLeak(c *gin.Context) {
	conn, err := upgrader.Upgrade(c.Writer, c.Request, nil) // want `the connection upgraded here stays open when "ginLeak" returns`
	if err != nil {
		c.JSON(400, nil)
		return
	}
	if err := conn.WriteMessage(1, nil); err != nil {
		c.JSON(500, nil) // want `"Context.JSON" writes to the ResponseWriter after the connection was upgraded at line 46`
		return
	}
	c.Abort() // writes nothing
	_ = conn.Close()
}

// Closed by coder's CloseNow and CloseRead.
func coderCloses(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer conn.CloseNow()
	ctx := conn.CloseRead(r.Context())
	<-ctx.Done()
}

// CloseRead closes it when the peer does.
func coderReads(w http.ResponseWriter, r *http.Request) context.Context {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return nil
	}
	return conn.CloseRead(r.Context())
}

type client struct {
	conn *gorilla.Conn
	once sync.Once
}

func (c *client) close() { c.once.Do(func() { c.conn.Close() }) }

// The client closes it.
func kept(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &client{conn: conn}
	defer c.close()
	_, _, _ = conn.ReadMessage()
}

// A goroutine closes it.
func pumped(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go func() {
		defer conn.Close()
		_, _, _ = conn.ReadMessage()
	}()
}
