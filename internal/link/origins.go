package link

import (
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A resultKey names result sub of a function or, in reduced, of call number call
// of the function.
type resultKey struct {
	fn        string
	call, sub int
}

// reduce replaces results of calls in the origins by what they stand for:
// parameters, package variables and keys of contexts remain.
func (p *Program) reduce(f *summary.Func, from []summary.Origin) []summary.Origin {
	var out []summary.Origin
	for _, o := range from {
		if o.Kind == summary.FromCall {
			out = appendOrigins(out, p.callOrigins(f, o))
		} else {
			out = appendOrigins(out, []summary.Origin{o})
		}
	}
	return out
}

// callOrigins returns what a call of f returns, in the frame of f.
func (p *Program) callOrigins(f *summary.Func, o summary.Origin) []summary.Origin {
	k := resultKey{f.Key, o.Index, o.Sub}
	if got, ok := p.reduced[k]; ok {
		return got
	}
	p.reduced[k] = nil // a loop adds nothing
	var static, dynamic []summary.Origin
	plain := true // each implementation lends what it returns
	call := &f.Calls[o.Index]
	for _, c := range p.callees(f, call) {
		if c.callback {
			continue
		}
		got := p.inFrameOf(f, call, c, p.resultOrigins(c.fn, o.Sub))
		if c.dynamic {
			dynamic = appendOrigins(dynamic, got)
			plain = plain && len(got) > 0
		} else {
			static = appendOrigins(static, got)
		}
	}
	if plain {
		static = appendOrigins(static, dynamic)
	}
	p.reduced[k] = static
	return static
}

// argument returns the origins, in the caller's frame, of parameter i of c.
func (c callee) argument(call *summary.Call, i int) []summary.Origin {
	if c.bound {
		if i == 0 {
			return c.recv
		}
		i--
	}
	switch j := i - c.fn.Params; {
	case i < len(call.Args) && i < c.fn.Params:
		return call.Args[i]
	case j >= 0 && j < len(c.free) && c.known:
		return c.free[j]
	}
	return nil
}

// resultOrigins returns the origins of a result of f in the frame of f.
func (p *Program) resultOrigins(f *summary.Func, sub int) []summary.Origin {
	k := resultKey{fn: f.Key, sub: sub}
	if got, ok := p.results[k]; ok {
		return got
	}
	p.results[k] = nil // recursion adds nothing
	if sub >= len(f.Results) {
		return nil
	}
	got := p.reduce(f, f.Results[sub])
	p.results[k] = got
	return got
}

func appendOrigins(list, more []summary.Origin) []summary.Origin {
	for _, o := range more {
		if !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	return list
}
