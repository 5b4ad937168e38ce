/*
Package leakedsend finds goroutines stuck on a channel that nobody uses any more.

# Analyzer leakedsend

leakedsend: report goroutines stuck on a channel their parent has left

A goroutine that sends on a channel waits until somebody receives. If the
function that made the channel, and should receive, has returned by then, the
goroutine waits for ever, and with it stays all it holds: its stack, the request,
the connection. In a server that happens once per request that times out.

# Measured

500 clients ask for a price, and the server gives up on a slow warehouse. Wrong: 500
goroutines are left. Right: 0 goroutines are left.

# The code

WRONG:

	func load(ctx context.Context, url string) ([]byte, error) {
		ch := make(chan []byte)
		go func() {
			b, _ := fetch(url)
			ch <- b // reported: the goroutine blocks for ever on this send to "ch" once "load" leaves by the case at line 10 without receiving: it leaks with all it holds; make the channel with a capacity of 1, or send in a select with ctx.Done()
		}()
		select {
		case b := <-ch:
			return b, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}

RIGHT:

	func load(ctx context.Context, url string) ([]byte, error) {
		ch := make(chan []byte, 1) // the send never waits
		go func() {
			b, _ := fetch(url)
			ch <- b
		}()
		select {
		case b := <-ch:
			return b, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}

The parent may leave by another case of the select (a context, a timer, a quit
channel, default), by an early return, panic or break, or because it receives
once where many send. The mirror image is reported as well: a goroutine that
receives from, or ranges over, a channel that its parent stops to feed without
closing it:

WRONG:

	func process(steps []step) error {
		ch := make(chan step)
		go func() {
			for s := range ch { // reported: the goroutine waits for ever to receive from "ch" once "process" returns at line 10 without closing it: it leaks with all it holds; close "ch" on every way out (defer close), or select on the end of a context as well
				s.run()
			}
		}()
		for _, s := range steps {
			if err := s.check(); err != nil {
				return err
			}
			ch <- s
		}
		close(ch)
		return nil
	}

RIGHT:

	func process(steps []step) error {
		ch := make(chan step)
		defer close(ch)
		go func() {
			for s := range ch {
				s.run()
			}
		}()
		for _, s := range steps {
			if err := s.check(); err != nil {
				return err
			}
			ch <- s
		}
		return nil
	}

The channel is followed through literals, functions and methods of the package,
functions of other packages of the same module, and, if it is returned, to the
callers in the package: they are to receive then, and the finding stands if none
of them does, be it that they throw the channel away.

A channel in an unexported field of a fresh object, or in a package variable, is
followed through all of the package. The function that makes it, hands the
object to others and alone receives may run out of patience:

WRONG:

	type job struct {
		input  string
		result chan int
	}

	type pool struct{ jobs chan job }

	func (p *pool) work() {
		for j := range p.jobs {
			j.result <- compute(j.input) // reported: this send to "j.result" blocks for ever once "do", which alone receives, has left by the case at line 20: the goroutine leaks with all it holds; make the channel with a capacity of 1, or send in a select with the end of a context
		}
	}

	func (p *pool) do(ctx context.Context, input string) (int, error) {
		j := job{input, make(chan int)}
		p.jobs <- j
		select {
		case n := <-j.result:
			return n, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}

RIGHT:

	type job struct {
		input  string
		result chan int
	}

	type pool struct{ jobs chan job }

	func (p *pool) work() {
		for j := range p.jobs {
			j.result <- compute(j.input)
		}
	}

	func (p *pool) do(ctx context.Context, input string) (int, error) {
		j := job{input, make(chan int, 1)} // nobody needs to receive
		p.jobs <- j
		select {
		case n := <-j.result:
			return n, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}

So may the goroutine that alone writes what others send to an object of a request:
if it leaves by an error of its own, they stay.

# Silent

A capacity that covers every send, of which those that a sync.Once guards are
one; a send in a select with another way out; a parent that drains the channel, also later, in a deferred call or in
another goroutine; one that waits for the goroutine, or learns by another
channel that the goroutine is past its sends; a channel that code which is not
seen may have, or that is stored where several get it; the main function, with
whose return the process ends, and ways that end in os.Exit or log.Fatal; a
channel that nobody ever receives from, which is no slip of the parent.

# The fix

It gives the channel the capacity that covers every send: their number, or
the length of the slice whose elements the senders are started for.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it. goleak finds such
goroutines in a test that leaves them behind.
*/
package leakedsend
