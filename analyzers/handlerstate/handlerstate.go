package handlerstate

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name: "handlerstate",
	Doc:  rule.MustExtractDoc(doc, "handlerstate"),
	Link: find,
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

// An arrival is an access as a handler, or a goroutine, gets to it.
type arrival struct {
	state  *link.State
	access *summary.Access
}

// locked reports whether the access is safe from other writers.
func (a arrival) locked() bool {
	if a.access.Kind == summary.MapRead {
		return a.access.RLocked || a.state.RLocked
	}
	return a.access.Locked || a.state.Locked
}

// find reports accesses to memory that requests share.
func find(prog *link.Program, report func(rule.Finding)) {
	c := collect(prog)
	seen := map[placeInFunc]bool{}
	for _, a := range c.unlocked {
		k := placeInFunc{a.state.Func.Key, a.access.Place, a.access.Kind == summary.MapRead}
		if !seen[k] {
			seen[k] = true
			report(c.finding(a))
		}
	}
}

// A placeInFunc names all accesses to one place in one function: they are one
// finding, at the first of them.
type placeInFunc struct {
	fn, place string
	read      bool
}

// accesses is what is known of the accesses to shared memory.
type accesses struct {
	unlocked []arrival // to be reported, nearest to a handler first
	// guarded has, for each map that some function writes under a lock, such a
	// write.
	guarded map[string]summary.Range
}

func collect(prog *link.Program) *accesses {
	c := &accesses{guarded: map[string]summary.Range{}}
	var inHandlers, inGoroutines []arrival
	used := map[string]bool{} // places that requests use
	each(prog, prog.States(), func(a arrival) {
		if a.state.Goroutine {
			inGoroutines = append(inGoroutines, a)
			return
		}
		used[a.access.Place] = true
		inHandlers = append(inHandlers, a)
	})
	each(prog, prog.Background(), func(a arrival) {
		if used[a.access.Place] {
			inGoroutines = append(inGoroutines, a)
		}
	})
	for f := range prog.Funcs {
		for _, a := range f.Accesses {
			if _, ok := c.guarded[a.Place]; !ok && a.Kind == summary.MapWrite && a.Locked && !f.Test {
				c.guarded[a.Place] = a.Range
			}
		}
	}
	for _, a := range inHandlers {
		if _, guarded := c.guarded[a.access.Place]; !a.locked() && (a.access.Kind != summary.MapRead || guarded) {
			c.unlocked = append(c.unlocked, a)
		}
	}
	for _, a := range inGoroutines {
		if !a.locked() && a.access.Kind == summary.MapWrite {
			c.unlocked = append(c.unlocked, a)
		}
	}
	return c
}

// each calls f for the accesses to shared memory in each state.
func each(prog *link.Program, states []*link.State, f func(arrival)) {
	for _, s := range states {
		for i := range s.Func.Accesses {
			if a := &s.Func.Accesses[i]; prog.Shares(s, a.From) {
				f(arrival{s, a})
			}
		}
	}
}

func (c *accesses) finding(a arrival) rule.Finding {
	f := rule.Finding{Func: a.state.Func.Key, Range: a.access.Range}
	for i := range a.state.Func.Accesses {
		if o := &a.state.Func.Accesses[i]; o.Place == a.access.Place && o != a.access && o.Range != a.access.Range && !o.Locked {
			f.Related = append(f.Related, rule.Related{Range: o.Range, Message: "also accessed here"})
		}
	}
	lock := "hold a mutex around every access"
	if r, ok := c.guarded[a.access.Place]; ok {
		f.Related = append(f.Related, rule.Related{Range: r, Message: "written under a lock here"})
		lock = fmt.Sprintf("hold the lock that %s holds", r.Short())
	}
	switch {
	case a.access.Kind == summary.MapRead:
		f.Message = fmt.Sprintf("%s is a map that {handler} reads without the lock under which others write it: concurrent map access kills the process; %s", a.access.Name, lock)
	case a.state.Goroutine:
		f.Message = fmt.Sprintf("%s is a map that goroutines write without a lock while requests use it: concurrent map writes kill the process; %s", a.access.Name, lock)
	case a.access.Kind == summary.MapWrite:
		f.Message = fmt.Sprintf("%s is a map that concurrent requests write without a lock, in {handler}: concurrent map writes kill the process; %s, or use a sync.Map", a.access.Name, lock)
	default:
		f.Message = fmt.Sprintf("%s is shared by concurrent requests and written without a lock, in {handler}: a data race; %s", a.access.Name, lock)
	}
	way := a.state.Way()
	if a.state.Goroutine {
		return f
	}
	related := f.Related
	f.Related = nil
	f = f.Along(way)
	f.Related = slices.Concat(f.Related, related)
	return f
}
