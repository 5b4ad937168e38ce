/*
Package hijackleak finds hijacked connections that nobody closes.

# Analyzer hijackleak

hijackleak: report hijacked connections that nobody closes

The server forgets a connection that is hijacked, or upgraded to a WebSocket:
it neither closes it when the handler returns nor counts it at a shutdown. A way
out of the function on which nobody closes it, keeps it or takes it over leaves
a file descriptor, and a client that waits for an answer, until the peer gives up.

# Measured

100 clients ask for a tunnel to a server that is down, and wait. Wrong: after a day 100
connections are open. Right: after a day 0 connections are open.

# The code

WRONG:

	func tunnel(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack() // reported: the connection hijacked here stays open when "tunnel" returns at line 9, neither closed nor handed on: it holds a file descriptor until the peer gives up; defer its Close right after the error check
		if err != nil {
			http.Error(w, "no tunnel", http.StatusInternalServerError)
			return
		}
		up, err := dial(r)
		if err != nil {
			return
		}
		join(conn, up) // closes both
	}

RIGHT:

	func tunnel(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			http.Error(w, "no tunnel", http.StatusInternalServerError)
			return
		}
		defer conn.Close()
		up, err := dial(r)
		if err != nil {
			return
		}
		join(conn, up)
	}

From then on the ResponseWriter is dead: what is written to it reaches nobody,
and net/http logs that. So is what a framework's context writes.

WRONG:

	func chat(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		if err := greet(conn); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError) // reported: "http.Error" writes to the ResponseWriter after the connection was upgraded at line 2: nothing reaches the client, and the server logs an error; write to the connection, or only log
		}
	}

RIGHT:

	func chat(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		if err := greet(conn); err != nil {
			log.Print(err)
		}
	}

Known are Hijack of any type that has net/http's method, and the upgrades of
gorilla/websocket, coder/websocket (nhooyr.io/websocket) and gobwas/ws, also where
a function of the package wraps them and returns the connection.

# Silent

Where the call failed; a connection that is closed, also deferred or in
a goroutine, returned, stored, sent, or handed to a function that does one of
these or whose body is not seen; ways that end in a panic, os.Exit or log.Fatal;
writes to the ResponseWriter where the call failed, and its header.

# The fix

There is none: whether a way out closes the connection or keeps it is for the author to
say. The server was measured with the change above.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it. bodyclose looks for
open bodies of responses only.
*/
package hijackleak
