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

// findPaths walks breadth-first from all handlers over the calls that a request
// waits for, so that each function is reached by a shortest way. Ways through
// deferred calls are left out: they are for cleaning up.
func (p *Program) findPaths() {
	p.reach = map[string]*visit{}
	var queue []*visit
	for _, key := range p.keys {
		if f := p.funcs[key]; f.Handler != "" {
			v := &visit{fn: f}
			p.reach[key] = v
			queue = append(queue, v)
		}
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for i := range v.fn.Calls {
			call := &v.fn.Calls[i]
			for _, c := range p.callees(v.fn, call) {
				if c.mode != summary.Sync || c.fn.Test || p.reach[c.fn.Key] != nil || p.setsUp(c.fn) {
					continue
				}
				next := &visit{c.fn, v, call}
				p.reach[c.fn.Key] = next
				queue = append(queue, next)
			}
		}
	}
}

// Way returns how a handler gets to the function with the given key while the
// request waits for it, or nil if none does.
func (p *Program) Way(key string) *Way {
	v := p.reach[key]
	if v == nil {
		return nil
	}
	return v.way()
}

func (v *visit) way() *Way {
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
