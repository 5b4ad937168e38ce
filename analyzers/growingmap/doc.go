/*
Package growingmap defines an analyzer that reports maps of limiters, locks and
the like that get an entry for each key that clients think of.

# Analyzer growingmap

growingmap: report per-key maps that requests fill and nothing empties

One limiter, lock or session a client is a good idea until clients choose the key:
an address, a path, a name, a token. Each new one adds an entry that stays until
the process ends, which is when the memory does.

# Measured

A client makes up a key for each of 100000 requests. Wrong: the heap grows by more than
10 MB. Right: the heap grows by less than 1 MB.

# The code

WRONG:

	type limits struct {
		mu sync.Mutex
		by map[string]*rate.Limiter
	}

	func (l *limits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		lim, ok := l.by[r.RemoteAddr]
		if !ok {
			lim = rate.NewLimiter(1, 5)
			l.by[r.RemoteAddr] = lim // reported: "limits.by" only ever grows: ...
		}
		l.mu.Unlock()
		if lim.Allow() {
			search(w, r)
		}
	}

RIGHT:

	type limits struct {
		mu sync.Mutex
		by map[string]*rate.Limiter
	}

	func (l *limits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		lim, ok := l.by[r.RemoteAddr]
		if !ok {
			if len(l.by) >= 1000 {
				clear(l.by) // or a cache that drops what was not used for a while
			}
			lim = rate.NewLimiter(1, 5)
			l.by[r.RemoteAddr] = lim
		}
		l.mu.Unlock()
		if lim.Allow() {
			search(w, r)
		}
	}

Reported are stores to long-lived maps (and sync.Map and its like) of mutexes,
semaphores, limiters, counters of attempts, and sessions, on the request path, if
the key is computed from what the request brings.

# Silent

Where the package deletes from the map, clears or replaces it, looks at its
length, or hands it to other code; where an element that holds the map is itself
deleted; for keys that are numbers or constants, or come from the configuration.

# The fix

There is none: what may be forgotten, and when, is for the author to say. The server was
measured with the change above.

# Other linters

None of go vet, staticcheck, noctx, contextcheck and gosec reports it.
*/
package growingmap
