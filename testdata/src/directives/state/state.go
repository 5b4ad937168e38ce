// Package state has mistakes that show only once the package is linked.
package state

import "net/http"

type counter struct{ hits int }

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.hits++ // want `field "counter.hits" is shared`
}

type estimate struct{ hits int }

func (e *estimate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.hits++ //lint:ignore handlerstate nobody minds if it is off by some
}
