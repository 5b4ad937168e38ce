/*
Package retryafter defines an analyzer that reports responses with status 429
that do not say when to come back.

# Analyzer retryafter

retryafter: report 429 responses without Retry-After

A client that is told "too many requests" and not when to try again guesses, and
most guess: at once. The limiter then answers the same clients over and over, in
step, just when the server is busy.

# Measured

A client has 10 tries, and tries again at once if it is not told when. Wrong: it is never
answered. Right: it is answered at try 2.

# The code

WRONG:

	func (s *server) search(w http.ResponseWriter, r *http.Request) {
		if !s.limiter.Allow() {
			http.Error(w, "too many requests", http.StatusTooManyRequests) // reported: 429 without Retry-After: ...
			return
		}
		s.index.ServeHTTP(w, r)
	}

RIGHT:

	func (s *server) search(w http.ResponseWriter, r *http.Request) {
		if !s.limiter.Allow() {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "too many requests", http.StatusTooManyRequests)
			return
		}
		s.index.ServeHTTP(w, r)
	}

Known are net/http, gin, echo, fiber, fasthttp, hertz and go-restful, the errors
that make echo and fiber write the status, and functions of the linted code that
hand a parameter on to one of these.

# Silent

Where the header is set on a way to the response, here, by a function
called before, or by all callers in the package; where the status is only compared,
comes from elsewhere, or goes into a body; and in handlers of limiters that set the
header themselves.

# The fix

It sets the header, to one second, in front of the statement that answers,
where what it answers with is at hand and the status is 429 in any case.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it.
*/
package retryafter
