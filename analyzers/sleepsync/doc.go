/*
Package sleepsync defines the rule sleepsync.

# Analyzer sleepsync

sleepsync: report time.Sleep that stands for synchronisation

A sleep does not know whether what it waits for has happened, nor whether
anybody still wants it. It is too short on a busy machine and too long on all
others. The rule reports four shapes.

# Measured

100 clients wait for a build and leave after a second. Wrong: the handlers sleep for
nobody for 48m20s. Right: the handlers sleep for nobody for 0s.

# The code

A sleep after a goroutine was started, or told to stop, in the same function:

WRONG:

	func start(c *cache) {
		go c.warmUp()
		time.Sleep(100 * time.Millisecond) // reported: time.Sleep does not wait for the goroutine started at line 2, it only hopes that the time is enough; ...
		c.serve()
	}

RIGHT:

	func start(c *cache) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			c.warmUp()
		}()
		<-done
		c.serve()
	}

A loop that sleeps between looks at a variable, length, atomic or field that
another goroutine changes:

WRONG:

	func (s *service) run() {
		go s.setUp()
		for !s.ready.Load() {
			time.Sleep(time.Millisecond) // reported: the loop sleeps between looks at "s.ready.Load()", which another goroutine changes: ...
		}
		s.serve()
	}

	func (s *service) setUp() { s.ready.Store(true) }

RIGHT:

	func (s *service) run() {
		ready := make(chan struct{})
		go s.setUp(ready)
		<-ready
		s.serve()
	}

	func (s *service) setUp(ready chan<- struct{}) { close(ready) }

A loop that retries or polls although a context is at hand, or that selects on
the end of one:

WRONG:

	func wait(ctx context.Context, c *client, id string) error {
		for {
			state, err := c.State(ctx, id)
			if err != nil || state == done {
				return err
			}
			time.Sleep(time.Second) // reported: the sleep goes on for its whole time when "ctx" is cancelled, ...
		}
	}

RIGHT:

	func wait(ctx context.Context, c *client, id string) error {
		for {
			state, err := c.State(ctx, id)
			if err != nil || state == done {
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Second):
			}
		}
	}

And any sleep while a request waits, unless it is a constant below 10 ms.

# Silent

Off the request path: back-off against an outside system where no context is at hand;
simulated latency; pacing (a pause per element or event, also where the loop reads to
the end of a source, a periodic loop without a context); delays that are configured; loops
that look how much time has passed, or that are left when something has not changed since
the last look; sleeps
after a goroutine was started in the programs of examples, demos, benchmarks and load
generators; and testing/synctest bubbles, where time is not real. In tests, files that
import what only tests use and functions that are handed a *testing.T it reports
only the first two shapes, and neither a sleep behind which the test asserts that something
has not happened, nor one that waits out a configured time.

# The fix

It puts a select on a timer and the context in the place of a sleep in a
loop. It returns what the function returns elsewhere when the context has ended, or
the context's error; where a function returns no error, or has something left to
do, there is no fix.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it. forbidigo can forbid
time.Sleep altogether.
*/
package sleepsync
