// Package middleware stands in for that of go-openapi, which needs twenty other
// modules: handlers are known by its one type.
package middleware

import (
	"io"
	"net/http"
)

// A Responder writes a response.
type Responder interface {
	WriteResponse(http.ResponseWriter, Producer)
}

// A Producer writes a value to the response.
type Producer interface {
	Produce(io.Writer, any) error
}
