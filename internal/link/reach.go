package link

import (
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A visit is the first arrival at a function on the way from a handler.
type visit struct {
	fn   *summary.Func
	from *visit // nil at the handler
	call *summary.Call
}

// findPaths finds how handlers get to functions. Which literals may be kept in
// variables and fields, and handed to others, depends on what handlers reach, so
// it goes on until that is no more.
func (p *Program) findPaths() {
	p.findStartUp()
	for range 4 {
		p.forget()
		p.walkPaths()
		grown := false
		for key := range p.reach {
			if !p.alive[key] || !p.reached[key] {
				p.alive[key], p.reached[key], grown = true, true, true
			}
		}
		if !grown {
			break
		}
	}
}

// findStartUp finds the functions that run as the program starts: what main,
// package initialisers and functions that nobody calls do before they return.
func (p *Program) findStartUp() {
	p.alive = map[string]bool{}
	called := map[string]bool{}
	for _, key := range p.keys {
		f := p.funcs[key]
		for i := range f.Calls {
			for _, c := range p.callees(f, &f.Calls[i]) {
				called[c.fn.Key] = true
			}
		}
	}
	var work []*summary.Func
	push := func(f *summary.Func) {
		if !p.alive[f.Key] {
			p.alive[f.Key] = true
			work = append(work, f)
		}
	}
	for _, key := range p.keys {
		if f := p.funcs[key]; !called[key] && f.Recv == "" && f.Parent == "" && f.Handler == "" {
			push(f)
		}
	}
	for len(work) > 0 {
		f := work[0]
		work = work[1:]
		for i := range f.Calls {
			for _, c := range p.callees(f, &f.Calls[i]) {
				if c.mode != summary.Go {
					push(c.fn)
				}
			}
		}
	}
}

// foreign reports whether a function kept in a variable or field is a literal
// that captures the variables of a function that neither the start of the
// program nor a handler runs, such as a job: a request does not call it.
func (p *Program) foreign(t summary.Target) bool {
	lit := p.funcs[t.Name]
	if t.Kind != summary.Static || lit == nil || lit.Free == 0 {
		return false
	}
	for f := p.funcs[lit.Parent]; f != nil; f = p.funcs[f.Parent] {
		if p.alive[f.Key] {
			return false
		}
	}
	return true
}

// walkPaths walks breadth-first from all handlers over the calls that a request
// waits for, so that each function is reached by a shortest way. Ways through
// deferred calls are left out: they are for cleaning up. So are those through
// sync.Once: what it does is for all requests.
func (p *Program) walkPaths() {
	p.reach = p.arrivals(func(*summary.Call) bool { return true })
}

// arrivals walks from all handlers over the calls that it may take.
func (p *Program) arrivals(may func(*summary.Call) bool) map[string]*visit {
	reach := map[string]*visit{}
	var queue []*visit
	for _, key := range p.keys {
		if f := p.funcs[key]; f.Handler != "" && !p.installers()[key] {
			v := &visit{fn: f}
			reach[key] = v
			queue = append(queue, v)
		}
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for i := range v.fn.Calls {
			call := &v.fn.Calls[i]
			for _, c := range p.callees(v.fn, call) {
				if reach[c.fn.Key] != nil || !may(call) || p.barrier(call, c) != "" {
					continue
				}
				next := &visit{c.fn, v, call}
				reach[c.fn.Key] = next
				queue = append(queue, next)
			}
		}
	}
	return reach
}

// Way returns how a handler gets to the function with the given key while the
// request waits for it, or nil if none does.
func (p *Program) Way(key string) *Way { return p.reach[key].way() }

// HeldWay is [Program.Way] without the calls that a request waits for only until its
// context ends: what keeps them keeps no handler.
func (p *Program) HeldWay(key string) *Way {
	if p.held == nil {
		p.held = p.arrivals(func(call *summary.Call) bool { return !call.Left })
	}
	return p.held[key].way()
}

// way returns the way to a visit; nil if there was none.
func (v *visit) way() *Way {
	if v == nil {
		return nil
	}
	w := &Way{}
	for ; v.from != nil; v = v.from {
		w.Steps = append(w.Steps, Step{v.from.fn, v.call, v.fn})
	}
	w.Handler = v.fn
	slices.Reverse(w.Steps)
	return w
}

// setsUp reports whether f sets a server up: itself, or through functions that
// it names. What it does, it does before requests come, even if a request asked
// for it.
func (p *Program) setsUp(f *summary.Func) bool {
	if got, ok := p.setUp[f.Key]; ok {
		return got
	}
	p.setUp[f.Key] = f.SetsUp // a recursive call adds nothing
	for i := range f.Calls {
		if p.setUp[f.Key] {
			break
		}
		call := &f.Calls[i]
		if keys := p.staticCallees(call); len(keys) > 0 && !slices.ContainsFunc(keys, func(k string) bool {
			g := p.funcs[k]
			return g == nil || g.Handler != "" || !p.setsUp(g)
		}) {
			p.setUp[f.Key] = true
		}
	}
	return p.setUp[f.Key]
}
