package link

import (
	"cmp"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A callee is a function that a call may lead to, and how.
type callee struct {
	fn     *summary.Func
	mode   summary.Mode
	locked bool // the code between caller and callee holds a lock
	// free holds, per free variable of a literal, two entries: the origins, in
	// the caller's frame, of the variable and of what it refers to. known says
	// that they are meaningful.
	free  [][]summary.Origin
	known bool
	// recv holds the origins of the receiver of a method value, if bound and
	// known say so.
	recv  []summary.Origin
	bound bool
	// common has a bit for each parameter and free variable that is the same for
	// all goroutines that a loop starts.
	common uint64
	// callback marks a function that is handed, as argument number arg, to the
	// code that calls it: what it gets as arguments comes from there.
	callback bool
	arg      int
	// dynamic marks an implementation of the interface method that is called.
	dynamic bool
	// sig stands for the type of the function value, where that is known, as in
	// [summary.Target.Sig].
	sig uint64
}

type paramKey struct {
	fn    string
	index int
}

// An invocation says what a function does with a function value it is handed.
type invocation struct {
	called bool
	mode   summary.Mode
	locked bool
}

// callees returns what a call of f may lead to: the functions it names, and the
// functions it hands to code that calls them.
func (p *Program) callees(f *summary.Func, call *summary.Call) []callee {
	if got, ok := p.resolved[call]; ok {
		return got // nil while under way: a function that returns itself
	}
	p.resolved[call] = nil
	got := p.findCallees(f, call)
	p.resolved[call] = got
	return got
}

func (p *Program) findCallees(f *summary.Func, call *summary.Call) []callee {
	var out []callee
	for _, t := range call.Targets {
		out = p.resolve(out, f, t, callee{mode: call.Mode}, 0)
	}
	var keys []string
	for _, c := range out {
		keys = append(keys, c.fn.Key)
	}
	for _, a := range call.FuncArgs {
		inv := p.invocationBy(keys, call, a)
		if !inv.called {
			continue
		}
		c := callee{mode: max(call.Mode, inv.mode), locked: inv.locked || call.Once, callback: true, arg: a.Arg}
		for _, t := range a.Targets {
			out = p.resolve(out, f, t, c, 0)
		}
	}
	return out
}

// resolve appends the functions that a target of f stands for.
func (p *Program) resolve(out []callee, f *summary.Func, t summary.Target, c callee, depth int) []callee {
	if depth > 4 || c.sig != 0 && t.Sig != 0 && c.sig != t.Sig {
		return out // values of other types share a place only in generic code
	}
	c.sig = cmp.Or(c.sig, t.Sig)
	switch t.Kind {
	case summary.Static:
		// Only tests plug in what tests declare.
		if fn := p.funcs[t.Name]; fn != nil && (!fn.Test || f.Test) {
			c.fn, c.common = fn, t.Common
			c.free, c.known = t.Bindings, t.Bindings != nil && depth == 0
			if t.Bound {
				c.bound, c.free = true, nil
				if c.known {
					c.recv = t.Bindings[0]
				}
			}
			out = append(out, c)
		}
	case summary.Dynamic:
		for _, key := range p.dynamic(t) {
			if fn := p.funcs[key]; fn != nil && (!fn.Test || f.Test) {
				c.fn, c.bound, c.dynamic = fn, t.Bound, true
				out = append(out, c)
			}
		}
	case summary.Stored:
		for _, s := range p.slots[t.Name] {
			if !p.foreign(s) {
				out = p.resolve(out, f, s, c, depth+1)
			}
		}
	case summary.Given:
		if f.Parent != "" {
			out = p.resolveGiven(out, f, t, c, depth)
		}
	case summary.ResultOf:
		f = p.funcs[t.Name]
		if f == nil || t.Index >= len(f.Calls) {
			return out
		}
		for _, g := range p.callees(f, &f.Calls[t.Index]) {
			if t.Sub < len(g.fn.Returned) && !g.callback {
				for _, r := range g.fn.Returned[t.Sub] {
					r, d := p.returned(f, &f.Calls[t.Index], g, r), depth
					if r.Bindings == nil {
						d++
					}
					out = p.resolve(out, g.fn, r, c, d)
				}
			}
		}
	}
	return out
}

// resolveGiven appends what a literal calls that its maker was handed, as in
//
//	func endpoint(f func(string) error) http.HandlerFunc {
//		return func(w http.ResponseWriter, r *http.Request) { f(r.URL.Path) }
//	}
//
// It may be anything that callers hand in: all of it if the literal is a handler,
// as each is one; else what code on a request path hands in. A literal that its
// maker runs itself is left to the calls of the maker.
func (p *Program) resolveGiven(out []callee, lit *summary.Func, t summary.Target, c callee, depth int) []callee {
	maker := lit
	for maker != nil && maker.Key != t.Name {
		around := p.funcs[maker.Parent]
		if around != nil {
			if _, runs := p.literalMode(around, maker); runs {
				return out
			}
		}
		maker = around
	}
	if maker == nil {
		return out
	}
	for _, g := range p.handedIn(lit, t) {
		out = p.resolve(out, g.by, g.target, c, depth+1)
	}
	return out
}

// handedIn returns what t, a parameter that f uses, may be: all that callers hand in
// if f is or stands in a handler, else what those on request paths do. A caller that
// hands on a parameter of its own stands for its callers.
func (p *Program) handedIn(f *summary.Func, t summary.Target) []handed {
	type use struct {
		param   paramKey
		handler bool
	}
	var in []handed
	seen := map[use]bool{}
	var work []use
	push := func(by handed, handler bool) {
		u := use{paramKey{by.target.Name, by.target.Index}, handler || p.inHandler(by.by, by.target.Name)}
		if !seen[u] {
			seen[u] = true
			work = append(work, u)
		}
	}
	for push(handed{f, t}, false); len(work) > 0; work = work[1:] {
		u := work[0]
		for _, g := range p.given[u.param] {
			switch {
			case !u.handler && !p.reached[g.by.Key]:
			case g.target.Kind == summary.Given:
				push(g, u.handler)
			default:
				in = append(in, g)
			}
		}
	}
	return in
}

// inHandler reports whether f, or a function around it up to the one with the key
// maker, is a handler.
func (p *Program) inHandler(f *summary.Func, maker string) bool {
	for ; f != nil; f = p.funcs[f.Parent] {
		if f.Handler != "" || f.Key == maker {
			return f.Handler != ""
		}
	}
	return false
}

// returned translates the bindings of a function that callee g returns to the
// frame of f, which calls it.
func (p *Program) returned(f *summary.Func, call *summary.Call, g callee, t summary.Target) summary.Target {
	bindings := t.Bindings
	t.Bindings = nil
	for _, from := range bindings {
		t.Bindings = append(t.Bindings, p.inFrameOf(f, call, g, p.reduce(g.fn, from)))
	}
	return t
}

// invocationOf says what the functions that call names do with its argument a.
func (p *Program) invocationOf(call *summary.Call, a summary.FuncArg) invocation {
	return p.invocationBy(p.staticCallees(call), call, a)
}

// invocationBy says what the functions with the given keys do with argument a.
func (p *Program) invocationBy(keys []string, call *summary.Call, a summary.FuncArg) invocation {
	var all invocation
	for _, key := range keys {
		all = all.merge(p.invocation(paramKey{key, a.Arg}))
	}
	all.called = all.called || a.Body || call.External != ""
	return all
}

func (a invocation) merge(b invocation) invocation {
	switch {
	case !a.called:
		return b
	case !b.called:
		return a
	}
	// In doubt the caller waits, and nothing is locked.
	return invocation{true, min(a.mode, b.mode), a.locked && b.locked}
}

// invocation says what a function does with its parameter, also in its literals
// and in the functions that it hands it on to.
func (p *Program) invocation(k paramKey) invocation {
	if got, ok := p.modes[k]; ok {
		return got
	}
	p.modes[k] = invocation{} // a recursive call adds nothing
	f := p.funcs[k.fn]
	if f == nil {
		return invocation{}
	}
	got := p.invocationIn(f, k, summary.Sync)
	p.modes[k] = got
	return got
}

// invocationIn looks for calls of parameter k in f, which is the function that
// has it or a literal in it that runs in the given mode.
func (p *Program) invocationIn(f *summary.Func, k paramKey, mode summary.Mode) invocation {
	var all invocation
	for i := range f.Calls {
		call := &f.Calls[i]
		for _, t := range call.Targets {
			if isGiven(t, k) {
				all = all.merge(invocation{true, max(mode, call.Mode), call.Locked})
			}
		}
		for _, a := range call.FuncArgs {
			for _, t := range a.Targets {
				if !isGiven(t, k) {
					continue
				}
				inv := p.invocationOf(call, a)
				inv.mode = max(inv.mode, mode, call.Mode)
				inv.locked = inv.locked || call.Locked || call.Once
				all = all.merge(inv)
			}
		}
	}
	for _, lit := range p.literals[f.Key] {
		if m, runs := p.literalMode(f, lit); runs {
			all = all.merge(p.invocationIn(lit, k, max(mode, m)))
		}
	}
	return all
}

func isGiven(t summary.Target, k paramKey) bool {
	return t.Kind == summary.Given && t.Name == k.fn && t.Index == k.index
}

// literalMode says how f runs its literal lit, if it does.
func (p *Program) literalMode(f, lit *summary.Func) (mode summary.Mode, runs bool) {
	for i := range f.Calls {
		call := &f.Calls[i]
		for _, c := range p.directLiterals(call) {
			if c.fn != lit {
				continue
			}
			if !runs || c.mode < mode {
				mode = c.mode
			}
			runs = true
		}
	}
	return mode, runs
}

// directLiterals returns the literals that a call names or hands on.
func (p *Program) directLiterals(call *summary.Call) []callee {
	var out []callee
	for _, t := range call.Targets {
		if fn := p.funcs[t.Name]; t.Kind == summary.Static && fn != nil {
			out = append(out, callee{fn: fn, mode: call.Mode})
		}
	}
	for _, a := range call.FuncArgs {
		inv := p.invocationOf(call, a)
		if !inv.called {
			continue
		}
		for _, t := range a.Targets {
			if fn := p.funcs[t.Name]; t.Kind == summary.Static && fn != nil {
				out = append(out, callee{fn: fn, mode: max(call.Mode, inv.mode)})
			}
		}
	}
	return out
}
