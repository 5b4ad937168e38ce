/*
Package handlercontext defines the rule handlercontext.

# Analyzer handlercontext

handlercontext: report work for a request that ignores its cancellation

A request's context ends when the client leaves or the server gives up. Work
that runs under context.Background() or context.TODO() instead goes on, holds
its connection, lock or memory, and produces an answer for nobody.

# Measured

100 clients ask for a report that takes another server a minute, and leave after a
second. Wrong: the other server works for nobody for 1h38m20s. Right: the other server
works for nobody for 0s.

# The code

WRONG:

	func (s *Server) user(w http.ResponseWriter, r *http.Request) {
		u, err := s.store.User(context.Background(), r.PathValue("id")) // reported: context.Background() cuts the call of "User" off from the request: it goes on when the client of handler "Server.user" has left; use r.Context()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(u)
	}

RIGHT:

	func (s *Server) user(w http.ResponseWriter, r *http.Request) {
		u, err := s.store.User(r.Context(), r.PathValue("id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		json.NewEncoder(w).Encode(u)
	}

The rule follows the request: a function without a context parameter is
reported as well if a handler reaches it, and the message says how. The value is
followed through variables, and through context.WithTimeout and its kin. A
context kept in a package variable that is just context.Background() is
reported where it is used.

# Silent

Where nothing is lost: in deferred calls and clean-up (rollback,
unlock, shutdown, flush); in goroutines meant to outlive the request; for
the fallback where no context was given; after the connection was hijacked or
upgraded to a WebSocket; where the context reaches only logs, traces and
metrics; in context.AfterFunc; in code that sets a server up; where the value is
only compared or stored as the base of something long-lived; where it makes
something that is made once, when it is nil, and kept for all requests; where it
undoes (cancels, revokes, removes) what has just failed; and behind
context.WithoutCancel.

# The fix

Where a context of the request is at hand and all that gets the empty one is done
while the request waits, it uses that; a second one, for what is to be finished
all the same, uses it without its cancellation (context.WithoutCancel).

With -handlercontext.thread, which is for a person to choose and on in the build of
gopls, there is a fix where none is at hand: the unexported functions on the way,
in one package, get a context parameter, if all who call them can pass one.

# Other linters

contextcheck reports context.Background where the function itself has a context or a
request, and at a call of a function that makes one further down, but not through an
interface. gosec's G118 reports it in a goroutine.

# With gin

With the flag gin it also reports a *gin.Context handed on as a
context.Context: it is never cancelled unless the engine sets
ContextWithFallback.
*/
package handlercontext
