package link

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Program is a set of linked packages. It remembers what it has been asked, so
// who asks locks it first: drivers run the rules of a package side by side.
type Program struct {
	sync.Mutex
	// Nolint says that //nolint directives count as well. To drivers that know
	// them themselves they must not: they say which of them are of no use.
	Nolint bool

	funcs    map[string]*summary.Func
	keys     []string // of funcs, sorted
	literals map[string][]*summary.Func
	slots    map[string][]summary.Target
	types    map[string]*summary.Type
	impls    map[method][]string          // implementations of interface methods
	ignores  map[string][]*summary.Ignore // by file
	makers   map[string][]*summary.Func
	writers  map[string][]string // of variables and fields
	decoded  map[string]bool     // types that decoders fill

	setUp    map[string]bool
	lending  map[string]bool // see lent
	resolved map[*summary.Call][]callee
	reduced  map[resultKey][]summary.Origin // of calls, in the caller's frame
	results  map[resultKey][]summary.Origin
	modes    map[paramKey]invocation
	reach    map[string]*visit // how a handler gets to each function
	held     map[string]*visit // see HeldWay
	alive    map[string]bool   // functions that the start of the program or a handler runs
	reached  map[string]bool   // functions that handlers are known to reach, as yet
	given    map[paramKey][]handed
	brought  map[string]uint64 // see broughtTo
	startUp  map[string]bool   // see StartUp

	installing map[string]bool            // see installers
	waiters    map[string][]string        // see waitersFor
	leading    map[string][]arrival       // see leadingTo
	setters    map[string]map[string]bool // see settersOf

	initialisers map[string]bool // methods that set up objects of a request
	carried      map[string]bool // keys under which contexts hold shared memory
	reinits      []*Reinit

	statesOnce sync.Once
	states     []*State
}

type method struct{ iface, name string }

// A handed is a function value that function by hands to another.
type handed struct {
	by     *summary.Func
	target summary.Target
}

// New links the packages.
func New(pkgs []*summary.Package) *Program {
	p := &Program{
		funcs:    map[string]*summary.Func{},
		literals: map[string][]*summary.Func{},
		slots:    map[string][]summary.Target{},
		types:    map[string]*summary.Type{},
		impls:    map[method][]string{},
		ignores:  map[string][]*summary.Ignore{},
		makers:   map[string][]*summary.Func{},
		writers:  map[string][]string{},
		decoded:  map[string]bool{},
		reached:  map[string]bool{},
		given:    map[paramKey][]handed{},

		initialisers: map[string]bool{},
		carried:      map[string]bool{},
	}
	p.forget()
	for _, pkg := range pkgs {
		for _, f := range pkg.Funcs {
			if old, ok := p.funcs[f.Key]; ok && !old.Test {
				continue
			}
			p.funcs[f.Key] = f
		}
		for _, g := range pkg.Ignores {
			p.ignores[g.Range.File] = append(p.ignores[g.Range.File], g)
		}
	}
	p.keys = slices.Sorted(maps.Keys(p.funcs))
	for _, key := range p.keys {
		f := p.funcs[key]
		if f.Parent != "" {
			p.literals[f.Parent] = append(p.literals[f.Parent], f)
		}
		for _, t := range f.Allocs {
			p.makers[t] = append(p.makers[t], f)
		}
		for _, a := range f.Accesses {
			if a.Kind == summary.Write {
				p.writers[a.Place] = append(p.writers[a.Place], key)
			}
		}
	}
	p.linkIfaces(pkgs)
	p.linkSlots(pkgs)
	p.findPaths()
	return p
}

// forget empties what is computed on demand from what is alive.
func (p *Program) forget() {
	p.setUp = map[string]bool{}
	p.resolved = map[*summary.Call][]callee{}
	p.reduced = map[resultKey][]summary.Origin{}
	p.results = map[resultKey][]summary.Origin{}
	p.modes = map[paramKey]invocation{}
	p.startUp, p.installing, p.waiters, p.leading = nil, nil, nil, nil
	p.setters = map[string]map[string]bool{}
}

// Func returns the function with the given key, or nil.
func (p *Program) Func(key string) *summary.Func { return p.funcs[key] }

// Funcs calls yield for each function, in a fixed order.
func (p *Program) Funcs(yield func(*summary.Func) bool) {
	for _, key := range p.keys {
		if !yield(p.funcs[key]) {
			return
		}
	}
}

// linkIfaces finds, for each method of an interface, the functions that
// implement it.
func (p *Program) linkIfaces(pkgs []*summary.Package) {
	byMethod := map[string][]*summary.Type{} // types that have a method of the name
	for _, pkg := range pkgs {
		for i := range pkg.Types {
			t := &pkg.Types[i]
			if p.types[t.Key] != nil {
				continue
			}
			p.types[t.Key] = t
			p.decoded[t.Key] = t.Decoded
			for _, m := range t.Methods {
				byMethod[m.Name] = append(byMethod[m.Name], t)
			}
		}
	}
	boxed := map[string]bool{}
	for _, pkg := range pkgs {
		for _, key := range pkg.Boxed {
			boxed[key] = true
		}
	}
	done := map[string]bool{}
	for _, pkg := range pkgs {
		for _, iface := range pkg.Ifaces {
			if done[iface.Key] {
				continue
			}
			done[iface.Key] = true
			rarest := byMethod[iface.Methods[0].Name]
			for _, m := range iface.Methods[1:] {
				if ts := byMethod[m.Name]; len(ts) < len(rarest) {
					rarest = ts
				}
			}
			p.linkTypes(&iface, rarest, boxed)
		}
	}
	for m, keys := range p.impls {
		slices.Sort(keys)
		p.impls[m] = slices.Compact(keys)
	}
}

// linkTypes links those of the types that the linked code converts to an
// interface, any interface; all of them if it converts none, as the code that
// does may not be among what is linked.
func (p *Program) linkTypes(iface *summary.Iface, types []*summary.Type, boxed map[string]bool) {
	found := false
	for _, t := range types {
		if boxed[t.Key] && p.linkType(iface, t) {
			found = true
		}
	}
	for _, t := range types {
		if !found {
			p.linkType(iface, t)
		}
	}
}

// linkType records the methods of t as implementations, if t has all that the
// interface asks for.
func (p *Program) linkType(iface *summary.Iface, t *summary.Type) bool {
	var keys []string
	for _, want := range iface.Methods {
		i, ok := slices.BinarySearchFunc(t.Methods, want.Name, func(m summary.Method, name string) int {
			return strings.Compare(m.Name, name)
		})
		if !ok {
			return false
		}
		got := t.Methods[i]
		// Where type parameters are in play the names must do.
		if got.Sig != want.Sig && !got.Generic && !want.Generic {
			return false
		}
		keys = append(keys, got.Key)
	}
	for i, want := range iface.Methods {
		if keys[i] != "" && !ubiquitous[want.Name] {
			m := method{iface.Key, want.Name}
			p.impls[m] = append(p.impls[m], keys[i])
		}
	}
	return true
}

// ubiquitous holds the methods of the standard library's interfaces, and those
// that end the life of a component. So many types have them that a call through
// an interface says nothing about which is meant.
var ubiquitous = map[string]bool{
	"Close": true, "Error": true, "Flush": true, "GoString": true, "Is": true,
	"Len": true, "Less": true, "Lock": true, "MarshalJSON": true, "MarshalText": true,
	"Name": true, "Pop": true, "Push": true, "Read": true, "ReadAt": true,
	"ReadFrom": true, "Seek": true, "ServeHTTP": true, "String": true, "Swap": true,
	"Unlock": true, "UnmarshalJSON": true, "UnmarshalText": true, "Unwrap": true,
	"Cleanup": true, "Destroy": true, "Dispose": true, "Shutdown": true, "Stop": true, "Teardown": true,
	"Write": true, "WriteAt": true, "WriteHeader": true, "WriteTo": true,
}

// linkSlots collects what is stored in variables and fields, and what functions
// are handed; a parameter that a function stores stands for what its callers hand in.
func (p *Program) linkSlots(pkgs []*summary.Package) {
	stores := map[paramKey][]string{} // parameters, and the slots they end up in
	for _, pkg := range pkgs {
		for _, s := range pkg.Slots {
			for _, t := range s.Targets {
				if t.Kind == summary.Given {
					stores[paramKey{t.Name, t.Index}] = append(stores[paramKey{t.Name, t.Index}], s.Name)
				} else {
					p.slots[s.Name] = append(p.slots[s.Name], t)
				}
			}
		}
	}
	for _, key := range p.keys {
		f := p.funcs[key]
		for i := range f.Calls {
			call := &f.Calls[i]
			for _, a := range call.FuncArgs {
				for _, callee := range p.staticCallees(call) {
					k := paramKey{callee, a.Arg}
					for _, slot := range stores[k] {
						p.slots[slot] = append(p.slots[slot], plain(a.Targets)...)
					}
					for _, t := range a.Targets {
						t.Bindings = nil
						p.given[k] = append(p.given[k], handed{f, t})
					}
				}
			}
		}
	}
}

// plain keeps the targets that mean the same outside the function they stand in.
func plain(ts []summary.Target) []summary.Target {
	var out []summary.Target
	for _, t := range ts {
		if t.Kind != summary.Given && t.Kind != summary.Stored {
			t.Bindings = nil
			out = append(out, t)
		}
	}
	return out
}

// staticCallees returns the functions that a call names, also through an interface.
func (p *Program) staticCallees(call *summary.Call) []string {
	var keys []string
	for _, t := range call.Targets {
		switch t.Kind {
		case summary.Static:
			keys = append(keys, t.Name)
		case summary.Dynamic:
			keys = append(keys, p.dynamic(t)...)
		}
	}
	return keys
}

// implementations returns the functions that implement an interface method;
// a method promoted from an embedded interface stands for those of that one.
func (p *Program) implementations(m method, seen []method) []string {
	if slices.Contains(seen, m) {
		return nil
	}
	seen = append(seen, m)
	var keys []string
	for _, key := range p.impls[m] {
		if iface, name, promoted := strings.Cut(key, "\x00"); promoted {
			for _, k := range p.implementations(method{iface, name}, seen) {
				if !slices.Contains(keys, k) {
					keys = append(keys, k)
				}
			}
			continue
		}
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
