package run

import (
	"fmt"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
)

// A guard keeps a run going when an analyzer panics or fails. It wraps each
// analyzer in one that never fails: its result is an *outcome, which holds the
// result proper, or the reason why there is none. To [checker.Analyze], which
// would skip all packages above a failed one, nothing ever goes wrong.
type guard struct {
	wrapped map[*analysis.Analyzer]*analysis.Analyzer

	mu     sync.Mutex
	failed []string
}

// An outcome is the result of a wrapped analyzer.
type outcome struct {
	value any
	ok    bool
}

func newGuard() *guard {
	return &guard{wrapped: map[*analysis.Analyzer]*analysis.Analyzer{}}
}

// analyzer wraps a and all it requires.
func (g *guard) analyzer(a *analysis.Analyzer) *analysis.Analyzer {
	if w := g.wrapped[a]; w != nil {
		return w
	}
	w := new(*a)
	w.Requires = nil
	for _, req := range a.Requires {
		w.Requires = append(w.Requires, g.analyzer(req))
	}
	w.ResultType = reflect.TypeFor[*outcome]()
	w.RunDespiteErrors = true // run decides
	w.Run = func(pass *analysis.Pass) (any, error) { return g.run(a, pass), nil }
	g.wrapped[a] = w
	return w
}

// run runs the original analyzer a on the pass of the wrapped one.
func (g *guard) run(a *analysis.Analyzer, wrapped *analysis.Pass) *outcome {
	pass := *wrapped
	pass.Analyzer = a
	pass.ResultOf = map[*analysis.Analyzer]any{}
	for _, req := range a.Requires {
		o := wrapped.ResultOf[g.wrapped[req]].(*outcome)
		if !o.ok {
			return &outcome{} // why has been said
		}
		pass.ResultOf[req] = o.value
	}
	if len(pass.TypeErrors) > 0 && !a.RunDespiteErrors {
		return &outcome{}
	}
	out := new(outcome)
	what := fmt.Sprintf("rule %s on package %s", a.Name, pass.Pkg.Path())
	g.try(what, func() {
		v, err := a.Run(&pass)
		if err != nil {
			g.fail(fmt.Sprintf("%s: %v", what, err))
			return
		}
		out.value, out.ok = v, true
	})
	return out
}

// result returns the result proper of an action of a wrapped analyzer, or nil.
func result(act *checker.Action) any {
	if o, ok := act.Result.(*outcome); ok && o.ok {
		return o.value
	}
	return nil
}

// try calls f; if f panics, it says what panicked and goes on.
func (g *guard) try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			msg := fmt.Sprintf("%s: panic: %v", what, r)
			if os.Getenv("CONCURRENCYLINT_TRACE") != "" {
				msg += "\n" + string(debug.Stack())
			}
			g.fail(msg)
		}
	}()
	f()
}

func (g *guard) fail(msg string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed = append(g.failed, msg)
}

// failures returns what failed, sorted: packages are analysed in any order.
func (g *guard) failures() []string {
	slices.Sort(g.failed)
	return slices.Compact(g.failed)
}
