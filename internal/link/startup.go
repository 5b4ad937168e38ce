package link

import (
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
		if f := p.funcs[key]; f.Recv == "" && f.Parent == "" && !f.Test && (strings.HasSuffix(key, ".main") || isInit(key)) {
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

// isInit reports whether key is that of an initialiser: "pkg.init", "pkg.init#1".
func isInit(key string) bool {
	name, _, _ := strings.Cut(key[strings.LastIndexByte(key, '.')+1:], "#")
	return name == "init"
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
	if len(places) == 0 {
		return false
	}
	seen := map[string]bool{f.Key: true}
	for work := []*summary.Func{f}; len(work) > 0; work = work[1:] {
		if slices.ContainsFunc(work[0].Accesses, func(a summary.Access) bool {
			return a.Kind == summary.Write && slices.Contains(places, a.Place)
		}) {
			return true
		}
		for i := range work[0].Calls {
			for _, c := range p.callees(work[0], &work[0].Calls[i]) {
				if c.mode != summary.Go && !seen[c.fn.Key] {
					seen[c.fn.Key] = true
					work = append(work, c.fn)
				}
			}
		}
	}
	return false
}
