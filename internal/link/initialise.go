package link

import (
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Reinit is a call by which a request sets an object up again that other
// requests are using. The methods set up fresh objects elsewhere: what they
// write is not at fault, the call is.
type Reinit struct {
	State   *State // of the caller
	Call    *summary.Call
	Methods []*summary.Func
}

// Reinits returns the calls by which handlers set shared objects up again.
func (p *Program) Reinits() []*Reinit {
	p.States()
	return p.reinits
}

// setUpPrefixes holds how the names of methods begin that set their object up.
var setUpPrefixes = []string{"init", "open", "provision", "setup", "start"}

// findInitialisers finds the methods that set their object up, by their names,
// and that handlers call on an object of their own.
func (p *Program) findInitialisers(states []*State) {
	for _, s := range states {
		if s.Func.Recv != "" && s.Shared&1 == 0 && setsObjectUp(s.Func.Name) {
			p.initialisers[s.Func.Key] = true
		}
	}
}

func setsObjectUp(name string) bool {
	method := name[strings.LastIndexByte(name, '.')+1:]
	return slices.ContainsFunc(setUpPrefixes, func(prefix string) bool {
		if len(method) < len(prefix) || !strings.EqualFold(method[:len(prefix)], prefix) {
			return false
		}
		rest := method[len(prefix):]
		return rest == "" || rest[0] < 'a' || rest[0] > 'z' || rest == "ialize" || rest == "ialise"
	})
}

// initialise makes next, which a call from s gets to, the set-up of an object of
// its own if that is what its method is for, and records that the object is not.
func (p *Program) initialise(s *State, call *summary.Call, next *State) {
	if next.Shared&1 == 0 || !p.initialisers[next.Func.Key] {
		return
	}
	next.Shared &^= 1
	if next.Locked || next.Goroutine {
		return
	}
	i := slices.IndexFunc(p.reinits, func(r *Reinit) bool { return r.Call == call })
	if i < 0 {
		i = len(p.reinits)
		p.reinits = append(p.reinits, &Reinit{State: s, Call: call})
	}
	if r := p.reinits[i]; !slices.Contains(r.Methods, next.Func) {
		r.Methods = append(r.Methods, next.Func)
	}
}
