package link

import (
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// Grows reports whether requests store an entry in memory that they share, under
// a key computed from what they bring, in the function fn within the range at.
func (p *Program) Grows(fn string, at summary.Range) bool {
	f := p.funcs[fn]
	if f == nil {
		return false
	}
	brought := p.broughtTo()[fn]
	for i := range f.Inserts {
		in := &f.Inserts[i]
		if in.Key&brought == 0 || in.Range.File != at.File || in.Range.Offset < at.Offset || in.Range.Offset >= at.EndOffset {
			continue
		}
		for _, s := range p.States() {
			if s.Func == f && s.shares(p, in.From) {
				return true
			}
		}
	}
	return false
}

// broughtTo returns, by function, the parameters and free variables that are
// computed from what requests bring, whichever handler is on the way.
func (p *Program) broughtTo() map[string]uint64 {
	if p.brought != nil {
		return p.brought
	}
	p.brought = map[string]uint64{}
	var work []*summary.Func
	// handing has, for each function, those that hand it functions to call.
	handing := map[string][]*summary.Func{}
	add := func(f *summary.Func, bits uint64) {
		if old := p.brought[f.Key]; old|bits != old {
			p.brought[f.Key] = old | bits
			work = append(append(work, f), handing[f.Key]...)
		}
	}
	for _, key := range p.keys {
		if f := p.funcs[key]; f.Handler != "" {
			bits := paramBits(f)
			if f.Recv != "" && !p.perRequest(f.Recv) {
				bits &^= 1
			}
			add(f, bits)
		}
	}
	for len(work) > 0 {
		f := work[0]
		work = work[1:]
		p.bring(f, handing, add)
	}
	return p.brought
}

// paramBits has the bits of all parameters of f.
func paramBits(f *summary.Func) uint64 {
	if f.Params >= 64 {
		return ^uint64(0)
	}
	return 1<<f.Params - 1
}

// bring adds what f hands on to its callees and literals, and what the callees
// hand to the functions that they get from f.
func (p *Program) bring(f *summary.Func, handing map[string][]*summary.Func, add func(*summary.Func, uint64)) {
	brought := p.brought[f.Key]
	for i := range f.Calls {
		call := &f.Calls[i]
		var bits uint64 // of the arguments
		for j, d := range call.Derived {
			if d&brought != 0 && j < 64 {
				bits |= 1 << j
			}
		}
		if bits == 0 {
			continue
		}
		for _, c := range p.callees(f, call) {
			switch {
			case c.fn.Test:
			case c.callback:
				add(c.fn, p.broughtBack(f, call, c, handing))
			case c.bound:
				add(c.fn, bits<<1&paramBits(c.fn))
			default:
				add(c.fn, bits&paramBits(c.fn))
			}
		}
	}
	for _, lit := range p.literals[f.Key] {
		for i, d := range lit.Captures {
			if j := lit.Params + 2*i; d&brought != 0 && j < 63 {
				add(lit, 3<<j)
			}
		}
	}
}

// broughtBack returns the parameters of c, which a call of f hands on, that its
// callees compute from what requests bring. Code that is not seen hands c what
// it was handed.
func (p *Program) broughtBack(f *summary.Func, call *summary.Call, c callee, handing map[string][]*summary.Func) uint64 {
	var bits uint64
	seen := false
	for _, g := range p.callees(f, call) {
		if g.callback {
			continue
		}
		seen = true
		if !slices.Contains(handing[g.fn.Key], f) {
			handing[g.fn.Key] = append(handing[g.fn.Key], f)
		}
		bits |= p.handedTo(g.fn, paramKey{g.fn.Key, c.arg})
	}
	if c.bound {
		bits <<= 1
	}
	if !seen {
		return paramBits(c.fn)
	}
	return bits & paramBits(c.fn)
}

// handedTo returns the arguments computed from what requests bring of the calls
// that g makes of its parameter k; all if it hands that on.
func (p *Program) handedTo(g *summary.Func, k paramKey) uint64 {
	given := func(t summary.Target) bool { return isGiven(t, k) }
	var bits uint64
	for i := range g.Calls {
		inner := &g.Calls[i]
		for _, a := range inner.FuncArgs {
			if slices.ContainsFunc(a.Targets, given) {
				return ^uint64(0)
			}
		}
		if !slices.ContainsFunc(inner.Targets, given) {
			continue
		}
		for j, d := range inner.Derived {
			if d&p.brought[g.Key] != 0 && j < 63 {
				bits |= 1 << j
			}
		}
	}
	for _, lit := range p.literals[g.Key] {
		bits |= p.handedTo(lit, k)
	}
	return bits
}
