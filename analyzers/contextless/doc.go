/*
Package contextless defines the rule contextless.

# Analyzer contextless

contextless: report blocking calls that cannot be cancelled where a context is at hand

When the client has left, or a deadline has passed, a call that knows no
context goes on: it keeps its goroutine, its database connection or its process
until the other side answers.

# Measured

A client leaves when a query is at the first of 1000000 rows. Wrong: the query goes
through all of them. Right: the query is interrupted.

# The code

WRONG:

	func (s *Store) Users(ctx context.Context) (*sql.Rows, error) {
		return s.db.Query("SELECT name FROM users") // reported: "sql.DB.Query" keeps its database connection busy when "ctx" is cancelled; use QueryContext(ctx, ...)
	}

	func fetch(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Get(upstream) // reported: "http.Get" keeps waiting for the response when "r.Context()" is cancelled; use http.NewRequestWithContext(r.Context(), ...) and Do
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		io.Copy(w, resp.Body)
	}

RIGHT:

	func (s *Store) Users(ctx context.Context) (*sql.Rows, error) {
		return s.db.QueryContext(ctx, "SELECT name FROM users")
	}

	func fetch(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, upstream, nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		io.Copy(w, resp.Body)
	}

The rule knows the calls of net/http, database/sql, net, crypto/tls and os/exec,
and those of popular clients: sqlx, gorm, xorm, resty, gorilla/websocket,
go-redis before version 8, and every function of a dependency beside which there
is one of the same form with a context (Send and SendWithContext). They may stand
behind an interface that asks for methods of *sql.DB. It reports them where a context
is at hand (also a parameter named _), and in functions that a handler calls while its
request waits. Where a helper has a callback prepare its request, the calls of the
helper whose callback attaches no context are reported, or the helper, if none does.

With -contextless.mode=all it reports every such call, whether or not a context
is at hand.

# Silent

Where the request gets its context later (req.WithContext(ctx)),
also in the function that is handed the request or that asked for it, and where
it is never sent; for a process that is started and not waited for; for sessions
and transactions that the caller hands in; in deferred calls, which must run
when the context is cancelled, too; and in main and init.

# The fix

Where a context is at hand it hands that over: by the function that takes one,
by a request made with it, a net.Dialer, or a session that it is attached to.

With -contextless.thread, which is for a person to choose and on in the build of
gopls, there is a fix where none is at hand: the unexported functions on the way,
in one package, get a context parameter, if all who call them can pass one.

# Other linters

noctx reports each such call of the standard library wherever it stands, and knows no
other libraries. contextcheck reports those where the function has a context, at the call
or at that of a function that makes it, but not through an interface.
*/
package contextless
