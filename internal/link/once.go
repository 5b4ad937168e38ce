package link

import (
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// An arrival is a call that leads to a function.
type arrival struct {
	from *summary.Func
	// once says that the call runs the function once, if it is reached once.
	once bool
}

// OnlyAtStart reports whether the function with the given key runs only once, or
// a few times, as a server starts: no handler gets there, and all ways lead from
// main, an initialiser or a command of the program, through no loop. One of those
// has to serve: other programs start what is their whole work.
func (p *Program) OnlyAtStart(key string) bool {
	serves := false
	seen := map[string]bool{key: true}
	for work := []string{key}; len(work) > 0; work = work[1:] {
		f := p.funcs[work[0]]
		if f == nil || f.Handler != "" {
			return false
		}
		if len(p.leadingTo(f.Key)) == 0 {
			if !f.Command && !begins(f) {
				return false
			}
			serves = serves || slices.ContainsFunc(p.running(f.Key), func(f *summary.Func) bool { return f.Serves })
		}
		for _, a := range p.leadingTo(f.Key) {
			if !a.once || a.from == f {
				return false
			}
			if !seen[a.from.Key] {
				seen[a.from.Key] = true
				work = append(work, a.from.Key)
			}
		}
	}
	return serves
}

// leadingTo returns the calls, outside of tests, that lead to the function with
// the given key. What another function is handed it may run any number of times.
func (p *Program) leadingTo(key string) []arrival {
	if p.leading == nil {
		p.leading = map[string][]arrival{}
		for f := range p.Funcs {
			if f.Test {
				continue
			}
			for i := range f.Calls {
				call := &f.Calls[i]
				for _, c := range p.callees(f, call) {
					once := !call.Repeats && (!c.callback || call.Once || call.External != "")
					p.leading[c.fn.Key] = append(p.leading[c.fn.Key], arrival{f, once})
				}
			}
		}
	}
	return p.leading[key]
}
