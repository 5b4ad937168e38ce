package link

import (
	"iter"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// Beside yields what runs in one program with the function with the given key:
// for that function and each that calls it, directly or not, the nearest first,
// all that it runs, whether or not it waits. Calls that may lead to one of several
// functions, as those of a table of commands do, lead to no caller.
func (p *Program) Beside(key string) iter.Seq[[]*summary.Func] {
	return func(yield func([]*summary.Func) bool) {
		if p.funcs[key] == nil {
			return
		}
		callers := p.callers()
		seen := map[string]bool{key: true}
		for work := []string{key}; len(work) > 0; work = work[1:] {
			if !yield(p.running(work[0])) {
				return
			}
			for _, caller := range callers[work[0]] {
				if !seen[caller] {
					seen[caller] = true
					work = append(work, caller)
				}
			}
		}
	}
}

// callers returns, by function, those that call it and could call no other one.
func (p *Program) callers() map[string][]string {
	callers := map[string][]string{}
	for f := range p.Funcs {
		if f.Test {
			continue
		}
		for i := range f.Calls {
			if to := p.callees(f, &f.Calls[i]); len(to) == 1 {
				callers[to[0].fn.Key] = append(callers[to[0].fn.Key], f.Key)
			}
		}
	}
	return callers
}

// running returns the function and what it runs, directly or not.
func (p *Program) running(key string) []*summary.Func {
	all := []*summary.Func{p.funcs[key]}
	seen := map[string]bool{key: true}
	for i := 0; i < len(all); i++ {
		f := all[i]
		for j := range f.Calls {
			for _, c := range p.callees(f, &f.Calls[j]) {
				if !seen[c.fn.Key] {
					seen[c.fn.Key] = true
					all = append(all, c.fn)
				}
			}
		}
	}
	return all
}

// Literals returns the function literals in the function with the given key,
// also those in other literals.
func (p *Program) Literals(key string) []*summary.Func {
	var all []*summary.Func
	for _, lit := range p.literals[key] {
		all = append(append(all, lit), p.Literals(lit.Key)...)
	}
	return all
}
