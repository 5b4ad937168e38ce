package handlerstate

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:     "handlerstate",
	Doc:      rule.MustExtractDoc(doc, "handlerstate"),
	Collect:  offer,
	Link:     find,
	Requires: []*analysis.Analyzer{inspect.Analyzer},
	Tests:    true,
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

// find reports accesses to memory that requests share.
func find(prog *link.Program, report func(rule.Finding)) {
	c := collect(prog)
	together := map[group][]arrival{}
	var order []group
	written := map[[2]string]bool{} // maps, by the functions that write them
	for _, a := range c.unlocked {
		if a.access.Kind == summary.MapWrite {
			written[[2]string{a.state.Func.Key, a.access.Place}] = true
		}
	}
	for _, a := range c.unlocked {
		if a.access.Kind == summary.MapRead && written[[2]string{a.state.Func.Key, a.access.Place}] {
			continue // as in m[k]++: the write says it all
		}
		k := group{a.state.Func.Key, owner(a.access.Place), a.access.Kind}
		if together[k] == nil {
			order = append(order, k)
		}
		together[k] = append(together[k], a)
	}
	for _, k := range order {
		report(c.finding(together[k]))
	}
	for _, r := range prog.Reinits() {
		if f, ok := reinit(r); ok {
			report(f)
		}
	}
}

// reinit makes one finding of the writes by which an object is set up again
// that other requests use.
func reinit(r *link.Reinit) (rule.Finding, bool) {
	f := rule.Finding{Func: r.State.Func.Key, Range: r.Call.Range}
	var writes []rule.Related
	for _, m := range r.Methods {
		for _, a := range m.Accesses {
			own := slices.Contains(a.From, summary.Origin{Kind: summary.Param})
			if own && a.Kind != summary.MapRead && !a.Locked {
				writes = append(writes, rule.Related{Range: a.Range, Message: fmt.Sprintf("%q writes %s here", m.Name, a.Name)})
			}
		}
	}
	if len(writes) == 0 {
		return f, false
	}
	f.Message = fmt.Sprintf("%q sets up again, without a lock, an object that other requests are using, in {handler}: they see it half changed; set up a new object and put it in the place of the old one", r.Call.Name)
	f = f.Along(r.State.Way())
	f.Related = append(f.Related, writes...)
	return f, true
}

// A group is what one function does to the fields of one type, or to one
// variable, in one way: one finding, at the first place, with the others as
// related positions.
type group struct {
	fn, owner string
	kind      summary.AccessKind
}

// owner is the type of a field, and a variable itself.
func owner(place string) string {
	name := place[strings.LastIndexByte(place, '/')+1:]
	if strings.Count(name, ".") < 2 {
		return place
	}
	return place[:strings.LastIndexByte(place, '.')]
}

// finding makes one finding of accesses of one kind in one function.
func (c *accesses) finding(group []arrival) rule.Finding {
	first := slices.MinFunc(group, func(a, b arrival) int { return a.access.Range.Compare(b.access.Range) })
	f := rule.Finding{Func: first.state.Func.Key, Range: first.access.Range}
	mutex := c.mutex(first.access.Place)
	lock := "hold a mutex around every access"
	if mutex != "" {
		lock = fmt.Sprintf("hold %q, as other writes do, around every access", mutex)
	}
	guard, guarded := c.guard(first)
	if guarded {
		lock = fmt.Sprintf("hold the lock that %s holds", guard.Short())
	}
	written, owned := c.owned[first.access.Place]
	f.Message = message(first, lock, owned)
	if _, written := c.guarded[first.access.Place]; guarded && !written {
		f.Message = fmt.Sprintf("%s is a map that {handler} reads without the lock under which others put another in its place: a data race; %s", first.access.Name, lock)
	}
	if mutex == "" && !slices.ContainsFunc(group, func(a arrival) bool { return a.access.Place != first.access.Place }) {
		f.Cure = first.access.Place
	}
	if !first.state.Goroutine {
		f = f.Along(first.state.Way())
	}
	if guarded {
		f.Related = append(f.Related, rule.Related{Range: guard, Message: "written under a lock here"})
	}
	if owned && first.access.Kind == summary.MapRead {
		f.Related = append(f.Related, rule.Related{Range: written, Message: "written without a lock here"})
	}
	seen := map[summary.Range]bool{first.access.Range: true}
	for _, a := range group {
		if !seen[a.access.Range] {
			seen[a.access.Range] = true
			f.Related = append(f.Related, rule.Related{Range: a.access.Range, Message: a.access.Name + " likewise here"})
		}
	}
	return f
}

func message(a arrival, lock string, owned bool) string {
	switch {
	case owned && a.access.Kind == summary.MapRead:
		return fmt.Sprintf("%s is a map that {handler} reads while a goroutine writes it without a lock: concurrent map access kills the process; %s, or ask the goroutine", a.access.Name, lock)
	case a.access.Kind == summary.MapRead:
		return fmt.Sprintf("%s is a map that {handler} reads without the lock under which others write it: concurrent map access kills the process; %s", a.access.Name, lock)
	case a.state.Goroutine:
		return fmt.Sprintf("%s is a map that goroutines write without a lock while requests, or others of them, use it: concurrent map writes kill the process; %s", a.access.Name, lock)
	case a.access.Kind == summary.MapWrite:
		return fmt.Sprintf("%s is a map that concurrent requests write without a lock, in {handler}: concurrent map writes kill the process; %s, or use a sync.Map", a.access.Name, lock)
	}
	return fmt.Sprintf("%s is shared by concurrent requests and written without a lock, in {handler}: a data race; %s", a.access.Name, lock)
}
