package link

import (
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A State is a function as one handler gets to it: what of its surroundings is
// shared with other requests, and whether somebody on the way holds a lock.
type State struct {
	Func *summary.Func
	// Shared has a bit for each parameter and free variable (two each, as in
	// [summary.Target.Bindings]) that refers to memory shared between requests.
	Shared uint64
	// Locked and RLocked: a caller holds a lock, perhaps only for reading.
	Locked, RLocked bool
	// Flags has the flags of the function whose values are known, see
	// [summary.LockEffects].
	Flags summary.Flags
	// Goroutine marks code that the request does not wait for.
	Goroutine bool

	// own has, for the first parameters, the fields that are not shared although the
	// struct that the parameter is does refer to shared memory, see [summary.Call].
	own [4]summary.FieldSet

	background bool // no handler starts it
	several    bool // a loop starts it
	from       *State
	call       *summary.Call
}

type stateKey struct {
	fn                         string
	shared                     uint64
	locked, rlocked, goroutine bool
	flags                      summary.Flags
	own                        [4]summary.FieldSet
}

func (s *State) key() stateKey {
	return stateKey{s.Func.Key, s.Shared, s.Locked, s.RLocked, s.Goroutine, s.Flags, s.own}
}

// Way returns the way from the handler to s.
func (s *State) Way() *Way {
	w := &Way{}
	for ; s.from != nil; s = s.from {
		w.Steps = append(w.Steps, Step{s.from.Func, s.call, s.Func})
	}
	w.Handler = s.Func
	slices.Reverse(w.Steps)
	return w
}

// maxStates bounds the states of one function: more differ in nothing that a
// reader of the finding would care for.
const maxStates = 48

// States returns the states in which handlers get to functions, nearest first.
func (p *Program) States() []*State {
	p.statesOnce.Do(func() {
		for range 3 { // what is found on one walk is known on the next
			p.reinits = nil
			p.states = p.walk(p.handlerStates())
			known := len(p.initialisers) + len(p.carried)
			p.findInitialisers(p.states)
			p.findCarried(p.states)
			if len(p.initialisers)+len(p.carried) == known {
				break
			}
		}
	})
	return p.states
}

// findCarried finds the keys of contexts under which handlers put memory that
// requests share.
func (p *Program) findCarried(states []*State) {
	for _, s := range states {
		for _, c := range s.Func.Carries {
			if s.shares(p, c.From) {
				p.carried[c.Key] = true
			}
		}
	}
}

// Background returns the states in which goroutines that no handler starts get
// to functions. Their receivers and captured variables count as shared.
func (p *Program) Background() []*State {
	var roots []*State
	for _, key := range p.keys {
		f := p.funcs[key]
		for i := range f.Calls {
			call := &f.Calls[i]
			for _, c := range p.callees(f, call) {
				if c.mode == summary.Go && !c.fn.Test && !f.Test && !p.setsUp(c.fn) {
					roots = append(roots, &State{Func: c.fn, Shared: ^uint64(0), Goroutine: true, background: true})
				}
			}
		}
	}
	return p.walk(roots)
}

// Several returns the states in which goroutines that a loop starts get to
// functions: what is shared is what is the same for all of them.
func (p *Program) Several() []*State {
	var roots []*State
	for f := range p.Funcs {
		for i := range f.Calls {
			call := &f.Calls[i]
			if !call.Loop || f.Test {
				continue
			}
			for _, c := range p.callees(f, call) {
				s := &State{Func: c.fn, Shared: c.common, Goroutine: true, background: true, several: true}
				if !c.callback && c.fn.Parent == "" {
					s.Shared |= call.Common
				}
				if !c.fn.Test {
					roots = append(roots, s)
				}
			}
		}
	}
	return p.walk(roots)
}

func (p *Program) walk(queue []*State) []*State {
	seen := map[stateKey]bool{}
	count := map[string]int{}
	var all []*State
	push := func(s *State) {
		if k := s.key(); !seen[k] && count[k.fn] < maxStates {
			seen[k] = true
			count[k.fn]++
			all = append(all, s)
		}
	}
	for _, s := range queue {
		push(s)
	}
	for i := 0; i < len(all); i++ {
		s := all[i]
		for j := range s.Func.Calls {
			call := &s.Func.Calls[j]
			for _, c := range p.callees(s.Func, call) {
				if !c.fn.Test && !p.setsUp(c.fn) && !p.fallback(call, c) {
					push(p.step(s, call, c))
				}
			}
		}
	}
	return all
}

// handlerStates returns the states in which servers call the handlers.
func (p *Program) handlerStates() []*State {
	var all []*State
	for _, key := range p.keys {
		f := p.funcs[key]
		if f.Handler == "" || p.endsProcess(f) || p.setsUp(f) || p.installs(f) || p.installers()[key] {
			continue // it serves one request, before others come
		}
		s := &State{Func: f}
		if f.Recv != "" && !handlers.MakesReceivers(f.Handler) && !p.perRequest(f.Recv) {
			s.Shared |= 1
		}
		if f.Parent != "" && !p.onPath(f.Parent) {
			s.Shared |= freeBits(f)
		}
		all = append(all, s)
	}
	return all
}

// endsProcess reports whether f ends the process or its server, itself or in a
// literal: such a handler, of an installation for instance, serves one request.
func (p *Program) endsProcess(f *summary.Func) bool {
	return f.Exits || f.ShutsDown || slices.ContainsFunc(p.literals[f.Key], p.endsProcess)
}

// installs reports whether f, a handler, installs the application: it refuses to
// do anything once something is set that it then sets itself.
func (p *Program) installs(f *summary.Func) bool { return p.sets(f, f.Refuses) }

// freeBits has the bits of all free variables of f.
func freeBits(f *summary.Func) uint64 {
	if f.Params >= 64 {
		return 0
	}
	return ^uint64(0) << f.Params
}

// perRequest reports whether all values of the type with the given key that the
// linked code makes are made on request paths, for a pool, or for connections.
func (p *Program) perRequest(key string) bool {
	for _, f := range p.makers[key] {
		if !f.Test && !p.onPath(f.Key) && !p.lent()[f.Key] {
			return false
		}
	}
	return len(p.makers[key]) > 0 || p.decoded[key]
}

// lent returns the functions that make objects for pools, or that run for each
// connection that a loop accepts.
func (p *Program) lent() map[string]bool {
	if p.lending != nil {
		return p.lending
	}
	p.lending = map[string]bool{}
	var work []string
	push := func(key string) {
		if f := p.funcs[key]; f != nil && !p.lending[key] {
			p.lending[key] = true
			work = append(work, key)
		}
	}
	for _, t := range p.slots["sync.Pool.New"] {
		push(t.Name)
	}
	for _, key := range p.keys {
		if p.funcs[key].Accepts {
			push(key)
		}
	}
	for len(work) > 0 {
		f := p.funcs[work[0]]
		work = work[1:]
		for i := range f.Calls {
			for _, c := range p.callees(f, &f.Calls[i]) {
				push(c.fn.Key)
			}
		}
	}
	return p.lending
}

// onPath reports whether a request gets to the function, or to one around it.
func (p *Program) onPath(key string) bool {
	for f := p.funcs[key]; f != nil; f = p.funcs[f.Parent] {
		if p.reach[f.Key] != nil {
			return true
		}
	}
	return false
}

// step returns the state in which a call from s gets to c.
func (p *Program) step(s *State, call *summary.Call, c callee) *State {
	next := &State{
		Func:       c.fn,
		Goroutine:  s.Goroutine || c.mode == summary.Go,
		background: s.background,
		several:    s.several,
		from:       s,
		call:       call,
	}
	if c.mode != summary.Go {
		next.Locked = s.Locked || call.Locked || call.LockedIf.Any(s.Flags) || c.locked
		next.RLocked = s.RLocked || call.RLocked || call.RLockedIf.Any(s.Flags) || c.locked
	}
	if !c.callback {
		next.Flags = s.Flags.Handed(call.Flags)
	}
	args := call.Args
	if c.callback {
		args = p.passed(s.Func, call, c.arg, 0)
	}
	offset := 0
	if c.bound {
		offset = 1
	}
	for i, a := range args {
		if own := s.several && call.Elements>>i&1 != 0; !own && s.shares(p, a) {
			next.set(i + offset)
			if !c.callback && i < len(call.Own) && i+offset < len(next.own) {
				next.own[i+offset] = call.Own[i]
			}
		}
	}
	if c.bound && (s.shares(p, c.recv) || !c.known && !s.background && !p.perRequest(c.fn.Recv)) {
		next.set(0)
	}
	p.initialise(s, call, next)
	if c.fn.Parent == "" {
		return next
	}
	if c.known {
		for i, a := range c.free {
			if s.shares(p, a) {
				next.set(c.fn.Params + i)
			}
		}
	} else if !s.background && !s.within(c.fn.Parent) && !p.onPath(c.fn.Parent) {
		next.Shared |= freeBits(c.fn)
	}
	return next
}

// within reports whether a call of the function with the given key led to s: what a
// literal in that function captures was made for this call.
func (s *State) within(key string) bool {
	for ; s != nil; s = s.from {
		if s.Func.Key == key {
			return true
		}
	}
	return false
}

// iterators holds the functions that are not linted code and call their
// argument with what their receiver keeps.
var iterators = map[string]bool{
	"sync.Map.Range": true,
}

// passed returns what the callees of a call of f hand to the function that is
// its argument number arg, per parameter, in the frame of f.
func (p *Program) passed(f *summary.Func, call *summary.Call, arg, depth int) [][]summary.Origin {
	if iterators[call.External] {
		return [][]summary.Origin{call.Args[0], call.Args[0]}
	}
	if depth > 3 {
		return nil
	}
	var out [][]summary.Origin
	for _, c := range p.callees(f, call) {
		if c.callback {
			continue
		}
		k := paramKey{c.fn.Key, arg}
		for i := range c.fn.Calls {
			inner := &c.fn.Calls[i]
			var args [][]summary.Origin
			if slices.ContainsFunc(inner.Targets, func(t summary.Target) bool { return isGiven(t, k) }) {
				args = inner.Args
			}
			for _, a := range inner.FuncArgs {
				if slices.ContainsFunc(a.Targets, func(t summary.Target) bool { return isGiven(t, k) }) {
					args = p.passed(c.fn, inner, a.Arg, depth+1)
				}
			}
			for i, from := range args {
				if i >= len(out) {
					out = append(out, nil)
				}
				out[i] = appendOrigins(out[i], p.inFrameOf(f, call, c, p.reduce(c.fn, from)))
			}
		}
	}
	return out
}

// inFrameOf translates origins, reduced, of callee c to the frame of f.
func (p *Program) inFrameOf(f *summary.Func, call *summary.Call, c callee, from []summary.Origin) []summary.Origin {
	var out []summary.Origin
	for _, o := range from {
		if o.Kind != summary.Param {
			out = appendOrigins(out, []summary.Origin{o})
		} else {
			out = appendOrigins(out, p.reduce(f, c.argument(call, o.Index)))
		}
	}
	return out
}

func (s *State) set(i int) {
	if i < 64 {
		s.Shared |= 1 << i
	}
}

// Shares reports whether the memory that a, an access by the function of s, gets
// to is shared between requests, or between the goroutines that s is one of.
func (p *Program) Shares(s *State, a *summary.Access) bool {
	return !(s.several && a.Element) && s.shares(p, a.From)
}

func (s *State) shares(p *Program, from []summary.Origin) bool {
	for _, o := range p.reduce(s.Func, from) {
		switch o.Kind {
		case summary.Global:
			return true
		case summary.Carried:
			if p.carried[o.Name] {
				return true
			}
		case summary.Param:
			if o.Index < 64 && s.Shared&(1<<o.Index) != 0 && !s.owns(o) {
				return true
			}
		}
	}
	return false
}

// owns reports whether the origin, of a parameter, is a field of it that is not shared.
func (s *State) owns(o summary.Origin) bool {
	return o.Index < len(s.own) && s.own[o.Index].Has(o.Sub-1)
}
