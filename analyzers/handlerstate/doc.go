/*
Package handlerstate defines an analyzer that reports state shared between
requests that is changed without a lock.

# Analyzer handlerstate

handlerstate: report state shared between requests that is changed without a lock

A server runs each handler in a goroutine of its own, so whatever a handler
changes in a package variable, in a field of its receiver or in a variable that
its factory made, another request may be reading or changing at that moment.
For a map the runtime ends the whole process ("fatal error: concurrent map
writes"); for the rest requests see each other's values.

# Measured

8 clients tell at one time which pages they have shown. Wrong: the process dies of
concurrent access to a map. Right: all requests are answered.

8 clients do so under the race detector. Wrong: it reports a data race. Right: it reports
nothing.

8 clients have a counter counted up under the race detector. Wrong: it reports a data
race. Right: it reports nothing.

# The code

WRONG:

	type API struct {
		hits map[string]int
	}

	func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
		a.hits[r.URL.Path]++ // reported: field "API.hits" is a map that concurrent requests write without a lock, in handler "API.ServeHTTP": concurrent map writes kill the process; ...
	}

RIGHT:

	type API struct {
		mu   sync.Mutex
		hits map[string]int
	}

	func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.hits[r.URL.Path]++
		a.mu.Unlock()
	}

The write may stand in any function that a handler calls, also through
interfaces of the linted code; locks that callers hold count. Also reported is a
map that is read without the lock under which others write it, and a map that a
goroutine writes without a lock while handlers use it: at the writes, or at the
reads where these are fewer.

# Silent

sync.Map, sync/atomic, channels and sync.Once; objects made
during the request; what is written before the server serves; handlers
that install the application (one that refuses once something is set that it sets
itself; those of a server that main waits for before it serves another); and where it is not plain that the memory is shared.

# The fix

It makes a lone counter atomic: an unexported field or package variable that is
only counted up or down and, in other functions, read, all in one file. Where another
field is written under a mutex of the same struct there is none; the message names
that mutex. For maps there is none; the server was measured with a mutex around them.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it; gochecknoglobals
reports all variables of a package. The race detector finds what a test, or a canary, makes
two goroutines do at one time.
*/
package handlerstate
