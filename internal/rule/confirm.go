package rule

import (
	"github.com/concurrencylint/concurrencylint/internal/lazy"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// EachRequest is a Confirm for findings that are wrong only if each request gets
// there: no call on the way runs only once.
func EachRequest(_ *link.Program, f Finding) bool {
	for _, s := range f.way.Steps {
		if s.Call.Once || s.Call.Lazy || callback(s) && lazy.Keeps(s.Call.Name) {
			return false
		}
	}
	return true
}

// callback reports whether the step leads to a function that the call is handed.
func callback(s link.Step) bool {
	for _, a := range s.Call.FuncArgs {
		for _, t := range a.Targets {
			if t.Kind == summary.Static && t.Name == s.Callee.Key {
				return true
			}
		}
	}
	return false
}
