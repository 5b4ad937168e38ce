/*
Package acceptloop defines an analyzer that reports accept loops that spin.

# Analyzer acceptloop

acceptloop: report accept loops that spin on errors

Accept fails at once, and fails again, while the process is out of file
descriptors, and for ever once the listener is closed. A loop that just tries
again keeps a CPU busy, fills the disk with log lines, and never ends.

# Measured

The listener is closed. Wrong: the loop goes on, and has used a second of a processor.
Right: the loop ends.

# The code

WRONG:

	func accept(ln net.Listener) {
		for {
			conn, err := ln.Accept() // reported: the loop calls Accept again at once after an error: it spins ...
			if err != nil {
				log.Print(err)
				continue
			}
			go serve(conn)
		}
	}

RIGHT:

	func accept(ln net.Listener) {
		for {
			conn, err := ln.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				log.Print(err)
				time.Sleep(50 * time.Millisecond)
				continue
			}
			go serve(conn)
		}
	}

Reported as well is a loop that waits after an error but has no way out, so that
it goes on when the listener has been closed.

# Silent

Where each error ends the loop, or the loop waits before it tries again (a
sleep, a timer, a function that does) and has a way out; where only timeouts, for
which Accept has waited, are tried again; and for one Accept without a loop, as in
a listener that wraps another.

# The fix

There is none: which errors end the loop, and how long it waits after the others, is
for the author to say. The server was measured with the change above.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it.
*/
package acceptloop
