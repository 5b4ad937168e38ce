package link

import (
	"maps"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// dynamic returns the functions that t, a method of an interface, may be: those of the
// types whose values are behind it, if that is known, and of those only that give the
// answers that led to the call.
func (p *Program) dynamic(t summary.Target) []string {
	keys := p.implementations(method{t.Name, t.Method}, nil)
	types := p.heldTypes(t.Holds)
	if types == nil {
		if len(t.Answers) == 0 {
			return keys
		}
		types = slices.Collect(maps.Values(p.types))
	}
	var own []string
	for _, typ := range types {
		if m := p.methodOf(typ, t.Method); len(m) > 0 && p.answers(typ, t.Answers) {
			own = append(own, m...)
		}
	}
	return slices.DeleteFunc(keys, func(key string) bool { return !slices.Contains(own, key) })
}

// answers reports whether values of type t may answer so.
func (p *Program) answers(t *summary.Type, all []summary.Answer) bool {
	return !slices.ContainsFunc(all, func(a summary.Answer) bool {
		keys := p.methodOf(t, a.Method)
		return len(keys) > 0 && !slices.ContainsFunc(keys, func(key string) bool {
			f := p.funcs[key]
			return f == nil || !(a.Is && f.Denies || !a.Is && f.Affirms)
		})
	})
}

// heldTypes returns the types of what interface values hold; nil if one is not known.
func (p *Program) heldTypes(held []summary.Held) []*summary.Type {
	var types []*summary.Type
	seen := map[summary.Held]bool{}
	for work := held; len(work) > 0; work = work[1:] {
		h := work[0]
		if seen[h] {
			continue
		}
		seen[h] = true
		if h.Type != "" {
			t := p.types[h.Type]
			if t == nil {
				return nil
			}
			types = append(types, t)
			continue
		}
		f := p.funcs[h.Func]
		if f == nil || h.Sub >= len(f.Holds) || f.Holds[h.Sub] == nil {
			return nil
		}
		work = append(work[:len(work):len(work)], f.Holds[h.Sub]...)
	}
	return types
}

// methodOf returns the functions that the method of type t with the given name may be:
// several, if it is promoted from an interface.
func (p *Program) methodOf(t *summary.Type, name string) []string {
	for _, m := range t.Methods {
		if m.Name != name {
			continue
		}
		if iface, name, promoted := strings.Cut(m.Key, "\x00"); promoted {
			return p.implementations(method{iface, name}, nil)
		}
		return []string{m.Key}
	}
	return nil
}
