/*
Package blockedhandler defines the rule blockedhandler.

# Analyzer blockedhandler

blockedhandler: report waits of handlers that do not watch the request

A handler that waits for a channel or a WaitGroup goes on waiting when its
client has left: it keeps its goroutine, its memory and what it holds until the
other side is done, and under load such handlers pile up.

	func (s *Server) reload(w http.ResponseWriter, r *http.Request) {
		reply := make(chan error)
		s.reloads <- reply // WRONG: the request of handler "Server.reload" waits for "s.reloads" to take a value, which may take long, and goes on waiting when its client has left; wait in a select that also has a case for r.Context().Done()
		if err := <-reply; err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}

	select {
	case s.reloads <- reply: // RIGHT
	case <-r.Context().Done():
		return
	}

The rule reports bare receives, sends, WaitGroup.Wait and Cond.Wait that a
request waits for, and selects that have no case for its end, if the other side
may be slow: a channel that lasts and has no room, a timer, a reply that
somebody else sends, a goroutine that calls something outside of the program
and has no context. One finding a function: the others are related positions.

It is silent for sends to channels with room; for locks and semaphores, unless
they are held while slow work is done or the rest of the request is served; for
handing work to a pool that takes it or starts a worker; for channels that are closed
to tell of something; for what is received or sent only after a look at len(ch); for
goroutines and results that were handed a context, a request or a stream; for
selects with a default, or a timer that ends the waiting; for connections that were
hijacked or upgraded; and in functions that close or stop something, or that only
these call. Sleeping is the business of sleepsync.
*/
package blockedhandler
