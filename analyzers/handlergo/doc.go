/*
Package handlergo defines the rule handlergo.

# Analyzer handlergo

handlergo: report goroutines that each request starts and nobody waits for

A handler that starts a goroutine and returns has answered, and the server
counts the request as done: nothing slows new requests down, so the goroutines
pile up when what they do gets slow. And whatever belongs to the request is gone
by then.

# Measured

100 clients sign up and are told so, and a mail is to follow. Wrong: 0 mails are sent.
Right: 100 mails are sent.

500 clients sign up while the mail server is slow. Wrong: 500 goroutines wait for it.
Right: 100 goroutines wait for it.

# The code

WRONG:

	func (s *Server) signUp(w http.ResponseWriter, r *http.Request) {
		user := s.create(r)
		go s.mail(r.Context(), user) // reported: this goroutine uses "r.Context()", which is cancelled as soon as handler "Server.signUp" has returned: its work is cut off; ...
		go s.index(user)             // reported: every request of handler "Server.signUp" starts this goroutine, and nothing waits for it or bounds their number: they pile up under load; ...
	}

RIGHT:

	func (s *Server) signUp(w http.ResponseWriter, r *http.Request) {
		user := s.create(r)
		select {
		case s.jobs <- job{context.WithoutCancel(r.Context()), user}: // a bounded queue, served by a fixed number of workers
		default:
			http.Error(w, "busy", http.StatusServiceUnavailable)
		}
	}

What dies with the request has messages of its own, and is reported also where
the number of goroutines is bounded: the request's context and what is derived
from it, its body, the ResponseWriter, a *gin.Context without Copy(), the
contexts of echo, fiber, fasthttp, hertz and beego, the strings and bytes that fiber
and fasthttp lend, and objects that the function puts back into a sync.Pool. All
of these but the request's context are reported, too, where the function waits
in a select of which another case lets it leave.

# Silent

Goroutines that the function waits for or ends; that it starts for its caller,
who gets the channel that they feed, the other end of the pipe that they fill or
drain, what stops them or the group that they are counted in; that are started
only once a semaphore or limiter has let them in (one that they ask for themselves
bounds what they do, not how many wait for it), or a map or counter has told that few
enough run; of which a TryLock, flag, entry in
a map or list, or sync.Once lets one run at a time, also if they themselves ask for
that and leave at once; that end with the request because they wait for its
context; that belong to a connection which was hijacked or upgraded, or to a
handler that goes on streaming; that start or stop a server or end the process;
that only store something, perhaps under a lock, or signal, or offer work to a
queue; and those that loops start, which unboundedgo reports.

# The fix

It hands the work context.WithoutCancel of the request's own context, or a copy
of gin's to a goroutine that only reads from it; what bounds the goroutines is for
the author to choose: the second server above has 100 slots.

# Other linters

None of go vet, staticcheck and noctx reports it. gosec's G118 reports a goroutine that
works with context.Background although the function has a context. contextcheck wants the
context of the function handed to the goroutine, which is the mistake here.
*/
package handlergo
