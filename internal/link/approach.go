package link

import "github.com/concurrencylint/concurrencylint/internal/summary"

// barrier says why a request does not get to c by the call, although it gets to the
// call; "" if it does.
func (p *Program) barrier(call *summary.Call, c callee) string {
	switch {
	case c.mode == summary.Go:
		return "goes on without it"
	case c.mode == summary.Defer:
		return "defers it: that is for cleaning up"
	case c.callback && call.Once:
		return "has it run once, for all requests"
	case c.fn.Test:
		return "would run what is for tests"
	case p.setsUp(c.fn):
		return "sets a server up by it"
	case p.fallback(call, c):
		return "runs it only where the start of the program has not"
	}
	return ""
}

// An Approach is a call that leads to a function.
type Approach struct {
	Step
	Barrier string // why the call is on no request path; "" if the caller decides
}

// Approaches returns the calls that lead to the function with the given key, in a
// fixed order.
func (p *Program) Approaches(key string) []Approach {
	var all []Approach
	for f := range p.Funcs {
		for i := range f.Calls {
			call := &f.Calls[i]
			for _, c := range p.callees(f, call) {
				if c.fn.Key == key {
					all = append(all, Approach{Step{f, call, c.fn}, p.barrier(call, c)})
					break
				}
			}
		}
	}
	return all
}

// SetsUp reports whether the function sets a server up, so that no request gets
// through it.
func (p *Program) SetsUp(f *summary.Func) bool { return p.setsUp(f) || p.installers()[f.Key] }

// Guarded says on how many of the ways on which handlers get to f a caller holds a
// lock; there are all of them.
func (p *Program) Guarded(f *summary.Func) (guarded, all int) {
	for _, s := range p.States() {
		if s.Func != f {
			continue
		}
		all++
		if s.Locked || s.RLocked {
			guarded++
		}
	}
	return guarded, all
}
