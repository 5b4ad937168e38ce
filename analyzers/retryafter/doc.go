/*
Package retryafter defines an analyzer that reports responses with status 429
that do not say when to come back.

# Analyzer retryafter

retryafter: report 429 responses without Retry-After

A client that is told "too many requests" and not when to try again guesses, and
most guess: at once. The limiter then answers the same clients over and over, in
step, just when the server is busy.

WRONG:

	if !limiter.Allow() {
		http.Error(w, "too many requests", http.StatusTooManyRequests) // want: 429 without Retry-After
		return
	}

RIGHT:

	if !limiter.Allow() {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many requests", http.StatusTooManyRequests)
		return
	}

Known are net/http, gin, echo, fiber, fasthttp, hertz and go-restful, the errors
that make echo and fiber write the status, and functions of the linted code that
hand a parameter on to one of these.

Silent where the header is set on a way to the response, here, by a function
called before, or by all callers in the package; where the status is only compared,
comes from elsewhere, or goes into a body; and in handlers of limiters that set the
header themselves.

The fix sets the header, to one second, in front of the statement that answers,
where what it answers with is at hand and the status is 429 in any case.
*/
package retryafter
