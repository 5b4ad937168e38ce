/*
Package sleepsync defines the rule sleepsync.

# Analyzer sleepsync

sleepsync: report time.Sleep that stands for synchronisation

A sleep does not know whether what it waits for has happened, nor whether
anybody still wants it. It is too short on a busy machine and too long on all
others. The rule reports four shapes.

A sleep after a goroutine was started, or told to stop, in the same function:

	go warmUp(cache)
	time.Sleep(100 * time.Millisecond) // WRONG: time.Sleep does not wait for the goroutine started at line 1 ...

A loop that sleeps between looks at a variable, length, atomic or field that
another goroutine changes:

	for !s.ready.Load() {
		time.Sleep(time.Millisecond) // WRONG: the loop sleeps between looks at "s.ready.Load()", which another goroutine changes ...
	}

A loop that retries or polls although a context is at hand, or that selects on
the end of one:

	for {
		state, err := client.State(ctx, id)
		if err != nil || state == done {
			return err
		}
		time.Sleep(time.Second) // WRONG: the sleep goes on for its whole time when "ctx" is cancelled ...
	}

And any sleep while a request waits, unless it is a constant below 10 ms.

A channel, a sync.WaitGroup or a sync.Cond wakes the waiting code at the right
moment, and a select notices that nobody waits any more:

	done := make(chan struct{})
	go func() {
		defer close(done)
		warmUp(cache)
	}()
	<-done // RIGHT

	select { // RIGHT
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Second):
	}

Off the request path the rule is silent for back-off against an outside system
where no context is at hand, for simulated latency, for pacing (a pause per
element or event, a periodic loop without a context), for delays that are
configured, for loops that look how much time has passed, after a goroutine was
started in the programs of examples, demos, benchmarks and load generators, and
inside testing/synctest bubbles, where time is not real. In tests, files that
import what only tests use and functions that are handed a *testing.T it reports
only the first two shapes, and neither a sleep behind which the test asserts that something
has not happened, nor one that waits out a configured time.

The fix puts a select on a timer and the context in the place of a sleep in a
loop. It returns what the function returns elsewhere when the context has ended, or
the context's error; where a function returns no error, or has something left to
do, there is no fix.
*/
package sleepsync
