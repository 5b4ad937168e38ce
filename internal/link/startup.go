package link

import (
	"maps"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// StartUp returns the functions that main and the initialisers of packages run
// themselves, before they serve or beside: not in goroutines, and not where
// something is made at its first use.
func (p *Program) StartUp() map[string]bool {
	if p.startUp != nil {
		return p.startUp
	}
	p.startUp = map[string]bool{}
	var work []*summary.Func
	push := func(f *summary.Func) {
		if !p.startUp[f.Key] {
			p.startUp[f.Key] = true
			work = append(work, f)
		}
	}
	for _, key := range p.keys {
		if f := p.funcs[key]; !f.Test && begins(f) {
			push(f)
		}
	}
	for ; len(work) > 0; work = work[1:] {
		f := work[0]
		for i := range f.Calls {
			call := &f.Calls[i]
			for _, c := range p.callees(f, call) {
				if c.mode != summary.Go && !p.sets(c.fn, call.Unset) {
					push(c.fn)
				}
			}
		}
	}
	return p.startUp
}

// begins reports whether the program begins with f: main, or an initialiser.
func begins(f *summary.Func) bool {
	return f.Recv == "" && f.Parent == "" && (strings.HasSuffix(f.Key, ".main") || isInit(f.Key))
}

// isInit reports whether key is that of an initialiser: "pkg.init", "pkg.init#1".
func isInit(key string) bool {
	name, _, _ := strings.Cut(key[strings.LastIndexByte(key, '.')+1:], "#")
	return name == "init"
}

// installers returns the handlers of a server that the start of the program
// serves, and waits for, before it starts another: one of them shuts it down, when
// the application is set up.
func (p *Program) installers() map[string]bool {
	if p.installing != nil {
		return p.installing
	}
	p.installing = map[string]bool{}
	var servers []string
	for f := range p.Funcs {
		if f.Serves {
			servers = append(servers, f.Key)
		}
	}
	serving := p.waiting(servers)
	for _, key := range slices.Sorted(maps.Keys(p.StartUp())) {
		var first map[string]*summary.Func // what the call runs that serves first
		f := p.funcs[key]
		for i := range f.Calls {
			for _, c := range p.callees(f, &f.Calls[i]) {
				switch {
				case c.callback || !serving[c.fn.Key]:
				case first == nil && c.mode == summary.Sync:
					first = p.runBy(c.fn)
				case first != nil && first[c.fn.Key] == nil:
					p.addInstallers(first)
				}
			}
		}
	}
	return p.installing
}

// addInstallers adds the handlers that the functions register, if one of these
// shuts its server down.
func (p *Program) addInstallers(run map[string]*summary.Func) {
	registered := map[string]bool{}
	ends := false
	for _, f := range run {
		for i := range f.Calls {
			for _, a := range slices.Concat(f.Calls[i].FuncArgs, f.Calls[i].Later) {
				for _, t := range a.Targets {
					for _, c := range p.resolve(nil, f, t, callee{}, 0) {
						if c.fn.Handler != "" {
							registered[c.fn.Key] = true
							ends = ends || p.endsProcess(c.fn)
						}
					}
				}
			}
		}
	}
	if ends {
		maps.Copy(p.installing, registered)
	}
}

// runBy returns f and the functions that it runs and waits for.
func (p *Program) runBy(f *summary.Func) map[string]*summary.Func {
	run := map[string]*summary.Func{f.Key: f}
	for work := []*summary.Func{f}; len(work) > 0; work = work[1:] {
		for i := range work[0].Calls {
			for _, c := range p.callees(work[0], &work[0].Calls[i]) {
				if c.mode != summary.Go && run[c.fn.Key] == nil {
					run[c.fn.Key] = c.fn
					work = append(work, c.fn)
				}
			}
		}
	}
	return run
}

// waiting returns the functions with the given keys, and all that run, and wait
// for, one of them.
func (p *Program) waiting(keys []string) map[string]bool {
	found := map[string]bool{}
	for work := slices.Clone(keys); len(work) > 0; work = work[1:] {
		if key := work[0]; !found[key] {
			found[key] = true
			work = append(work, p.waitersFor()[key]...)
		}
	}
	return found
}

// waitersFor returns, by function, those that run it and wait for it.
func (p *Program) waitersFor() map[string][]string {
	if p.waiters != nil {
		return p.waiters
	}
	p.waiters = map[string][]string{}
	for f := range p.Funcs {
		for i := range f.Calls {
			for _, c := range p.callees(f, &f.Calls[i]) {
				if c.mode != summary.Go {
					p.waiters[c.fn.Key] = append(p.waiters[c.fn.Key], f.Key)
				}
			}
		}
	}
	return p.waiters
}

// fallback reports whether a call is there only for programs that forget to set
// something up: it sets what is not set there, and the start of this program
// has run its callee.
func (p *Program) fallback(call *summary.Call, c callee) bool {
	return len(call.Unset) > 0 && p.sets(c.fn, call.Unset) && p.StartUp()[c.fn.Key]
}

// sets reports whether f, or what it calls and waits for, writes one of the
// variables and fields with the given keys.
func (p *Program) sets(f *summary.Func, places []string) bool {
	return slices.ContainsFunc(places, func(place string) bool { return p.settersOf(place)[f.Key] })
}

// settersOf returns the functions that write the place, or wait for one that does.
func (p *Program) settersOf(place string) map[string]bool {
	set, ok := p.setters[place]
	if !ok {
		set = p.waiting(p.writers[place])
		p.setters[place] = set
	}
	return set
}
