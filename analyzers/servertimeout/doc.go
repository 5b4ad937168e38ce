/*
Package servertimeout defines an analyzer that reports servers that a slow
client can hold open.

# Analyzer servertimeout

servertimeout: report servers that wait for ever for slow clients

A server without ReadHeaderTimeout and ReadTimeout waits as long as a client
cares to take for its next byte. Each such connection keeps a goroutine, its
buffers and a file descriptor; a few thousand of them, opened by one machine, and
the server accepts no others.

# Measured

100 clients send a byte of their header a minute. Wrong: after a day 100 connections are
open. Right: after a day 0 connections are open.

# The code

WRONG:

	func serve(addr string, mux *http.ServeMux) error {
		srv := &http.Server{Addr: addr, Handler: mux} // reported: a slow client holds a connection of this http.Server for as long as it likes, ...
		return srv.ListenAndServe()
	}

RIGHT:

	func serve(addr string, mux *http.ServeMux) error {
		srv := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
		return srv.ListenAndServe()
	}

Reported are servers made without either timeout, or with zero, and the functions
that make one behind the scenes: http.ListenAndServe, http.ListenAndServeTLS,
http.Serve, http.ServeTLS, the Run methods of gin.Engine, and the Start methods of
echo.Echo (v4) if nothing sets the timeouts of the servers in it. For fasthttp and
fiber it is the ReadTimeout that counts.

# Silent

Where the timeout is set later, in the same function or wherever else in
the package the server gets to, and in tests.

# The fix

It sets a ReadHeaderTimeout of ten seconds; it puts an http.Server in the place
of the functions that make one. For fasthttp and fiber there is none: how long an
upload may take is not for a tool to say.

# Other linters

gosec's G112 and G114 report http.Server without either timeout in its literal, and
http.ListenAndServe and its kin. They know no frameworks, and no timeout that is set later.
*/
package servertimeout
