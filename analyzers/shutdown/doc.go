/*
Package shutdown defines an analyzer that reports graceful shutdowns that are
not graceful.

# Analyzer shutdown

shutdown: report graceful shutdowns that cut requests off, or never end

Server.Shutdown stops listening, waits for the requests that run, and gives up
when its context ends. Given a context that has ended it waits for none; given one
that never ends it waits for the slowest client. And ListenAndServe returns as soon
as Shutdown is called, not when it is done.

WRONG:

	func main() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		go func() {
			<-ctx.Done()
			srv.Shutdown(ctx) // want: "ctx" has ended when Shutdown is called with it
		}()
		log.Fatal(srv.ListenAndServe()) // want: ends the process as soon as Shutdown is called
	}

RIGHT:

	func main() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
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

Silent where the origin of the context is not seen, where something else limits
the time (Close after a while, a timer), and for Shutdown methods of other things.

The fix gives Shutdown a context of its own that ends after ten seconds, or makes the
one it has from context.Background() instead of the context that has ended.
*/
package shutdown
