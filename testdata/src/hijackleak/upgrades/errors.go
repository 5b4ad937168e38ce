package upgrades

import (
	"errors"
	"io"
	"net"
	"net/http"

	gorilla "github.com/gorilla/websocket"
)

// An error that has a type, or is another, is one: there is no connection.
func asserted(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if _, ok := err.(gorilla.HandshakeError); ok {
		return
	} else if err != nil {
		return
	}
	conn.Close()
}

func asked(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	var handshake gorilla.HandshakeError
	if errors.As(err, &handshake) {
		return
	}
	if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return
	}
	if err == io.ErrUnexpectedEOF {
		return
	}
	if err != nil {
		return
	}
	conn.Close()
}

func switched(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	switch err := err.(type) {
	case gorilla.HandshakeError:
		return
	case net.Error:
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	case nil:
	default:
		return
	}
	conn.Close()
}

// Not of that type may be no error at all.
func negated(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil) // want `the connection upgraded here stays open when "negated" returns`
	var handshake gorilla.HandshakeError
	if !errors.As(err, &handshake) {
		return
	}
	conn.Close()
}

// The error is that of a later call.
func later(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil) // want `the connection upgraded here stays open when "later" returns`
	if err != nil {
		return
	}
	_, _, err = conn.ReadMessage()
	if _, ok := err.(*gorilla.CloseError); ok {
		return
	}
	conn.Close()
}

// Nothing is none.
func nothing(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil) // want `the connection upgraded here stays open when "nothing" returns`
	if errors.Is(err, nil) {
		return
	}
	conn.Close()
}
