/*
Package handlercontext defines the rule handlercontext.

# Analyzer handlercontext

handlercontext: report work for a request that ignores its cancellation

A request's context ends when the client leaves or the server gives up. Work
that runs under context.Background() or context.TODO() instead goes on, holds
its connection, lock or memory, and produces an answer for nobody.

	func (s *Server) user(w http.ResponseWriter, r *http.Request) {
		u, err := s.store.User(context.Background(), r.PathValue("id")) // WRONG: context.Background() cuts the call of "User" off from the request ...
		…
	}

	func (s *Server) user(w http.ResponseWriter, r *http.Request) {
		u, err := s.store.User(r.Context(), r.PathValue("id")) // RIGHT
		…
	}

The rule follows the request: a function without a context parameter is
reported as well if a handler reaches it, and the message says how. The value is
followed through variables, and through context.WithTimeout and its kin. A
context kept in a package variable that is just context.Background() is
reported where it is used.

It is silent where nothing is lost: in deferred calls and clean-up (rollback,
unlock, shutdown, flush); in goroutines meant to outlive the request; for
the fallback where no context was given; after the connection was hijacked or
upgraded to a WebSocket; where the context reaches only logs, traces and
metrics; in context.AfterFunc; in code that sets a server up; where the value is
only compared or stored as the base of something long-lived; where it makes
something that is made once, when it is nil, and kept for all requests; where it
undoes (cancels, revokes, removes) what has just failed; and behind
context.WithoutCancel.

Where a context of the request is at hand and all that gets the empty one is done
while the request waits, the fix uses it; a second one, for what is to be finished
all the same, uses it without its cancellation (context.WithoutCancel).

With -handlercontext.thread, which is for a person to choose and on in the build of
gopls, there is a fix where none is at hand: the unexported functions on the way,
in one package, get a context parameter, if all who call them can pass one.

With the flag gin it also reports a *gin.Context handed on as a
context.Context: it is never cancelled unless the engine sets
ContextWithFallback.
*/
package handlercontext
