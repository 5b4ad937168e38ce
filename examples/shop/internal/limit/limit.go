// Package limit turns away clients that ask too often.
package limit

import (
	"net"
	"net/http"
	"sync"

	"golang.org/x/time/rate"
)

// A Limiter lets each client ask so many times a second.
type Limiter struct {
	perSecond rate.Limit
	burst     int

	mu      sync.Mutex
	clients map[string]*rate.Limiter // by address
}

// New returns a limiter.
func New(perSecond rate.Limit, burst int) *Limiter {
	return &Limiter{perSecond: perSecond, burst: burst, clients: map[string]*rate.Limiter{}}
}

// Handler hands to h what is within the limits.
func (l *Limiter) Handler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.client(r).Allow() {
			http.Error(w, "too many requests", http.StatusTooManyRequests)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// client returns the limiter of the client that sent r.
func (l *Limiter) client(r *http.Request) *rate.Limiter {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c, ok := l.clients[host]
	if !ok {
		c = rate.NewLimiter(l.perSecond, l.burst)
		l.clients[host] = c
	}
	return c
}
