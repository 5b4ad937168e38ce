package leakedsend

import (
	"golang.org/x/tools/go/ssa"

	"github.com/concurrencylint/concurrencylint/internal/chans"
)

// once returns the number of demands that f makes at most under all the sync.Once
// that last as long as the goroutine, and records their places from base on. However
// often one is asked, and by however many calls of Do, it runs one function once.
func (q *query) once(f *chans.Frame, base int, ord map[*chans.Op]int) int {
	most := map[string]int{}
	total := 0
	f.All(func(g *chans.Frame) {
		of := guard(g)
		if of == "" || g == f {
			return
		}
		if n := q.repeated(g, base+total-most[of], ord); n > most[of] {
			total += n - most[of]
			most[of] = n
		}
	})
	return total
}

// guard names the sync.Once that runs f at most once, of all that it guards, in the
// whole life of the goroutine, or of the function that the channel comes from; "" if
// there is none, or another one each time.
func guard(f *chans.Frame) string {
	if f.Up == nil || f.Site == nil || !chans.RunsOnce(f.Site.Common()) {
		return ""
	}
	of := f.Site.Common().Args[0]
	at, v := f.Up.Resolve(of)
	for field, ok := v.(*ssa.FieldAddr); ok; field, ok = v.(*ssa.FieldAddr) {
		at, v = at.Resolve(field.X)
	}
	if _, ok := v.(*ssa.Global); ok {
		return f.Up.Place(of)
	}
	top := f.Goroutine()
	if top == nil {
		top = f.Root()
	}
	if at == top && lasts(v) {
		return f.Up.Place(of)
	}
	for up := top.Up; up != nil; up = up.Up {
		if up == at {
			return f.Up.Place(of)
		}
	}
	return ""
}

// lasts reports whether v is the same as long as its function runs.
func lasts(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Alloc:
		return !chans.Reaches(v, v) // not made in a loop
	case *ssa.Parameter, *ssa.FreeVar:
		return true
	}
	return false
}
