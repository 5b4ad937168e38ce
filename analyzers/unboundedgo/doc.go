/*
Package unboundedgo defines an analyzer that reports loops which start a
goroutine per element of their input.

# Analyzer unboundedgo

unboundedgo: report goroutines whose number grows with the input

A loop that starts one goroutine per element starts as many as the input has
elements, all at once. A long list then exhausts memory, sockets, file
descriptors or the database that they all call, and the wait at the end does not
help: it counts the goroutines, it does not limit them.

# Measured

A client asks for 500 articles, and the server asks another one for each. Wrong: 500
calls at once. Right: as many calls at once as there are processors.

# The code

WRONG:

	func fetchAll(ctx context.Context, urls []string) error {
		g, ctx := errgroup.WithContext(ctx)
		for _, u := range urls {
			g.Go(func() error { return fetch(ctx, u) }) // reported: starts one goroutine per element of "urls", all at once: ...
		}
		return g.Wait()
	}

RIGHT:

	func fetchAll(ctx context.Context, urls []string) error {
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(8)
		for _, u := range urls {
			g.Go(func() error { return fetch(ctx, u) })
		}
		return g.Wait()
	}

Loops are range statements over slices, maps, channels, strings and iterator
functions, their counterparts that count up to len(x) or call Next or Scan,
endless loops that receive from a queue or read the messages of a WebSocket or
gRPC stream, and counts above 1000. A goroutine is started by a go statement, by
the Go method of a WaitGroup or group, or by a function that the loop calls, in
this package or another, and that returns without waiting for what it has
started.

# Silent

Where the number is bounded: a condition, here or in all callers, has
checked the length, or the rest is cut off; a semaphore, limiter or pool slot is
taken in the loop before the goroutine starts (one that is taken inside the
goroutine bounds the work, not the goroutines), the group has a limit, the loop
ranges over an array, a literal or a number of workers, it leaves after starting
one, or each iteration, or each chunk of a fixed size, waits for its own. A flag,
or the time of the last start, that is asked and set before the goroutine starts bounds
them too, if it outlives the round; so does a claim with which the goroutine begins, or a
look at how many run, in a map or a counter from which something is taken away again. Nor
is it about long-lived components (an endless loop, Serve, Run with a context,
workers that range over a channel of jobs, stages of a pipeline that feed each
other, attempts to connect for as long as the server runs), about what a function starts
to set up one, or about a joined loop over the server's own components: those that are
fixed after its start, and whatever is started only then. What starts for a
received value is a component only if it runs until it is told to end, or waits for the
end of what has been received.

# The fix

It sets a limit on the errgroup, or, where the function waits for all goroutines
behind the loop, has the loop take a slot of a semaphore for each; where the package uses
errgroups anyway, and the WaitGroup is for these goroutines alone, an errgroup with a
limit takes its place. The limit is the number of processors, one to be looked at. There is
no fix where a goroutine may wait for another one, which the limit would keep from
starting.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it.
*/
package unboundedgo
