package handlerstate

import (
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// An arrival is an access as a handler, or a goroutine, gets to it.
type arrival struct {
	state  *link.State
	access *summary.Access
}

// locked reports whether the access is safe from other writers.
func (a arrival) locked() bool {
	if a.access.Kind == summary.MapRead {
		return a.access.RLocked || a.access.RLockedIf.Any(a.state.Flags) || a.state.RLocked
	}
	return a.access.Locked || a.access.LockedIf.Any(a.state.Flags) || a.state.Locked
}

// accesses is what is known of the accesses to shared memory.
type accesses struct {
	inHandlers, inGoroutines []arrival
	unlocked                 []arrival // to be reported, nearest to a handler first
	// guarded has, for each map that some function writes under a lock, such a
	// write; replaced one that puts another map in its place.
	guarded, replaced places
	// owned has, for each map that goroutines write without a lock in more
	// functions than handlers read it in, such a write: the reads are at fault.
	owned places
	// mutexes has, for each type and variable, the fields and variables whose lock
	// some function holds to write it, or another field of the type.
	mutexes map[string]map[string]bool
}

// places has, by the key of a variable or field, a place of an access to it.
type places map[string]summary.Range

// add keeps the first place of all.
func (p places) add(a *summary.Access) {
	if old, ok := p[a.Place]; !ok || a.Range.Compare(old) < 0 {
		p[a.Place] = a.Range
	}
}

func collect(prog *link.Program) *accesses {
	c := &accesses{guarded: places{}, replaced: places{}, owned: places{}, mutexes: map[string]map[string]bool{}}
	used := map[string]bool{} // places that requests use
	each(prog, prog.States(), func(a arrival) {
		if a.state.Goroutine {
			c.inGoroutines = append(c.inGoroutines, a)
			return
		}
		used[a.access.Place] = true
		c.inHandlers = append(c.inHandlers, a)
	})
	each(prog, prog.Background(), func(a arrival) {
		if used[a.access.Place] {
			c.inGoroutines = append(c.inGoroutines, a)
		}
	})
	each(prog, prog.Several(), func(a arrival) { c.inGoroutines = append(c.inGoroutines, a) })
	c.findGuards(prog)
	c.findOwned()
	for _, a := range c.inHandlers {
		if c.atFault(a) {
			c.unlocked = append(c.unlocked, a)
		}
	}
	for _, a := range c.inGoroutines {
		if _, owned := c.owned[a.access.Place]; !a.locked() && a.access.Kind == summary.MapWrite && !owned {
			c.unlocked = append(c.unlocked, a)
		}
	}
	return c
}

// each calls f for the accesses to shared memory in each state.
func each(prog *link.Program, states []*link.State, f func(arrival)) {
	for _, s := range states {
		for i := range s.Func.Accesses {
			if a := &s.Func.Accesses[i]; prog.Shares(s, a) {
				f(arrival{s, a})
			}
		}
	}
}

// findGuards finds what is written under a lock while the server serves.
func (c *accesses) findGuards(prog *link.Program) {
	running := map[string]bool{}
	for _, states := range [][]*link.State{prog.States(), prog.Background(), prog.Several()} {
		for _, s := range states {
			running[s.Func.Key] = true
		}
	}
	for f := range prog.Funcs {
		if f.Test || prog.StartUp()[f.Key] && !running[f.Key] {
			continue // it writes before anybody reads
		}
		for i := range f.Accesses {
			a := &f.Accesses[i]
			c.addMutex(a)
			switch {
			case !a.Locked:
			case a.Kind == summary.MapWrite:
				c.guarded.add(a)
			case a.Kind == summary.Write:
				c.replaced.add(a)
			}
		}
	}
}

func (c *accesses) addMutex(a *summary.Access) {
	if a.Guard == "" || a.Kind == summary.MapRead {
		return
	}
	of := owner(a.Place)
	if c.mutexes[of] == nil {
		c.mutexes[of] = map[string]bool{}
	}
	c.mutexes[of][a.Guard] = true
}

// mutex returns the one mutex that guards a place, or its neighbours; "" if there
// is none, or more than one.
func (c *accesses) mutex(place string) string {
	all := c.mutexes[owner(place)]
	if len(all) != 1 {
		return ""
	}
	for name := range all {
		return name
	}
	return ""
}

// guard returns a write under the lock that a should hold.
func (c *accesses) guard(a arrival) (summary.Range, bool) {
	r, ok := c.guarded[a.access.Place]
	if !ok && a.access.Kind == summary.MapRead && !a.access.Snapshot {
		r, ok = c.replaced[a.access.Place]
	}
	return r, ok
}

// atFault reports whether an access by a handler is to be reported.
func (c *accesses) atFault(a arrival) bool {
	if a.locked() {
		return false
	}
	_, guarded := c.guard(a)
	_, owned := c.owned[a.access.Place]
	return a.access.Kind != summary.MapRead || guarded || owned
}

// findOwned finds the maps that belong to goroutines and that handlers merely
// look at: to mend the few reads is what a reviewer would ask for.
func (c *accesses) findOwned() {
	readers, writers := functions(c.inHandlers, summary.MapRead), functions(c.inGoroutines, summary.MapWrite)
	for _, a := range c.inGoroutines {
		r := len(readers[a.access.Place])
		if r > 0 && r < len(writers[a.access.Place]) && a.access.Kind == summary.MapWrite && !a.locked() {
			c.owned.add(a.access)
		}
	}
}

// functions returns, by place, the functions with an unlocked access of the kind.
func functions(arrivals []arrival, kind summary.AccessKind) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, a := range arrivals {
		if a.access.Kind == kind && !a.locked() {
			if out[a.access.Place] == nil {
				out[a.access.Place] = map[string]bool{}
			}
			out[a.access.Place][a.state.Func.Key] = true
		}
	}
	return out
}
