/*
Package shutdown defines an analyzer that reports graceful shutdowns that are
not graceful.

# Analyzer shutdown

shutdown: report graceful shutdowns that cut requests off, or never end

Server.Shutdown stops listening, waits for the requests that run, and gives up
when its context ends. Given a context that has ended it waits for none; given one
that never ends it waits for the slowest client. And ListenAndServe returns as soon
as Shutdown is called, not when it is done.

# Measured

The server is told to end while 10 clients upload. Wrong: 0 of them get an answer.
Right: 10 of them get an answer.

# The code

WRONG:

	func main() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: 10 * time.Second}
		go func() {
			<-ctx.Done()
			srv.Shutdown(ctx) // reported: "ctx" has ended when Shutdown is called with it, at line 6 at the latest: no request is waited for; ...
		}()
		log.Fatal(srv.ListenAndServe()) // reported: ...
	}

RIGHT:

	func main() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		srv := &http.Server{Addr: ":8080", ReadHeaderTimeout: 10 * time.Second}
		drained := make(chan struct{})
		go func() {
			defer close(drained)
			<-ctx.Done()
			grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			srv.Shutdown(grace)
		}()
		if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
		<-drained
	}

Reported are a context that has been cancelled there, or that has no deadline,
also where a function of the linted code hands its parameter on to Shutdown; a
Shutdown in a goroutine whose function returns right after serving; log.Fatal,
os.Exit or panic on what serving returns, without a look at http.ErrServerClosed,
if the package shuts that server down; os.Exit on the first signal, in a package
that serves and never shuts down, or beside a package that does; and Shutdown or
Close called by the server's own ConnState hook, which waits for itself.

# Silent

Where the origin of the context is not seen, where something else limits
the time (Close after a while, a timer), and for Shutdown methods of other things.

# The fix

It gives Shutdown a context of its own that ends after ten seconds, or makes the
one it has from context.Background() instead of the context that has ended.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it. gocritic's
exitAfterDefer reports log.Fatal and os.Exit where deferred calls are left out.
*/
package shutdown
