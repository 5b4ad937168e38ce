package link

import "github.com/concurrencylint/concurrencylint/internal/summary"

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
	add := func(f *summary.Func, bits uint64) {
		if old := p.brought[f.Key]; old|bits != old {
			p.brought[f.Key] = old | bits
			work = append(work, f)
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
		p.bring(f, add)
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

// bring adds what f hands on to its callees and literals.
func (p *Program) bring(f *summary.Func, add func(*summary.Func, uint64)) {
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
				add(c.fn, paramBits(c.fn)) // handed what the call was handed
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
