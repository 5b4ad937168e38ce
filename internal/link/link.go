// Package link puts the summaries of packages together: which function is on a
// request path, by which shortest way. It is the link half of "compile, then
// link", and it does not know whether it links a whole module or one package
// with the facts of its imports.
package link

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// Analyzer links a package with the facts of its imports, on demand: its result
// is a func() *Program.
var Analyzer = &analysis.Analyzer{
	Name:             "concurrencylink",
	Doc:              "link the summaries of a package and its imports",
	Requires:         []*analysis.Analyzer{summary.Analyzer},
	ResultType:       reflect.TypeFor[func() *Program](),
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		res := pass.ResultOf[summary.Analyzer].(*summary.Result)
		return sync.OnceValue(func() *Program {
			if !linted.Package(pass) {
				return New(nil)
			}
			return New(append(res.Imported(), res.Package))
		}), nil
	},
}

// A Way is how a handler gets to a function.
type Way struct {
	Handler *summary.Func
	Steps   []Step // none if the function is the handler itself
}

// A Step is one call on a way.
type Step struct {
	Caller *summary.Func
	Call   *summary.Call
	Callee *summary.Func
}

// Outline returns w with what can be shown of it, names and places, and without
// what the functions do.
func (w *Way) Outline() *Way {
	if w == nil {
		return nil
	}
	out := &Way{Handler: outline(w.Handler)}
	for _, s := range w.Steps {
		call := &summary.Call{Range: s.Call.Range, Mode: s.Call.Mode, Name: s.Call.Name}
		out.Steps = append(out.Steps, Step{outline(s.Caller), call, outline(s.Callee)})
	}
	return out
}

func outline(f *summary.Func) *summary.Func {
	return &summary.Func{Key: f.Key, Name: f.Name, Range: f.Range, Handler: f.Handler, Test: f.Test}
}

// String names the handler and the way for a message: handler "A" via "b" and "c".
func (w *Way) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "handler %q", w.Handler.Name)
	for i, s := range w.Steps {
		sep := " → "
		if i == 0 {
			sep = " via "
		}
		fmt.Fprintf(&b, "%s%q", sep, s.Callee.Name)
	}
	return b.String()
}
