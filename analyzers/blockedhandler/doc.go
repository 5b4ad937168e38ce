/*
Package blockedhandler defines the rule blockedhandler.

# Analyzer blockedhandler

blockedhandler: report waits of handlers that do not watch the request

A handler that waits for a channel or a WaitGroup goes on waiting when its
client has left: it keeps its goroutine, its memory and what it holds until the
other side is done, and under load such handlers pile up.

# Measured

100 clients ask for what takes a minute, and leave after a second. Wrong: 100 handlers
go on waiting. Right: 0 handlers go on waiting.

# The code

WRONG:

	func (s *Server) reload(w http.ResponseWriter, r *http.Request) {
		reply := make(chan error, 1)
		s.reloads <- reply // reported: the request of handler "Server.reload" waits for "s.reloads" to take a value, which may take long, and goes on waiting when its client has left; wait in a select that also has a case for r.Context().Done()
		if err := <-reply; err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}

RIGHT:

	func (s *Server) reload(w http.ResponseWriter, r *http.Request) {
		reply := make(chan error, 1)
		select {
		case s.reloads <- reply:
		case <-r.Context().Done():
			return
		}
		select {
		case err := <-reply:
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
			}
		case <-r.Context().Done():
		}
	}

The rule reports bare receives, sends, WaitGroup.Wait and Cond.Wait that a
request waits for, and selects that have no case for its end, if the other side
may be slow: a channel that lasts and has no room, a timer, a reply that
somebody else sends, a goroutine that calls something outside of the program
and has no context. One finding a function: the others are related positions.

# Silent

Sends to channels with room, and the only one to a channel with a buffer, which is closed
then; locks and semaphores, unless they are held while slow
work is done or the rest of the request is served; handing work to a pool that takes it
or starts a worker; channels that are closed to tell of something; what is received or
sent only after a look at len(ch); goroutines and results that were handed a context, a
request or a stream; selects with a default, or a timer that ends the waiting;
connections that were hijacked or upgraded; functions that close or stop something, and
those that only these call. Sleeping is the business of sleepsync.

# The fix

There is none: what is to be undone when the client has left is for the author to say.
The server was measured with the change above.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it.
*/
package blockedhandler
