package hijackleak

import (
	"fmt"
	"go/types"
	"strings"
)

// A paramsFact tells what a function does with the connections and
// ResponseWriters it is handed; receiver first.
type paramsFact struct{ Params []param }

type param struct {
	Borrows bool // a connection that it only reads or writes
	Writes  bool // a ResponseWriter that it writes to
}

// AFact marks paramsFact as a fact.
func (*paramsFact) AFact() {}

func (f *paramsFact) String() string {
	var parts []string
	for i, p := range f.Params {
		if p.Borrows {
			parts = append(parts, fmt.Sprintf("%d borrowed", i))
		}
		if p.Writes {
			parts = append(parts, fmt.Sprintf("%d written", i))
		}
	}
	return strings.Join(parts, ", ")
}

// exportFacts describes the exported functions of the package.
func (c *checker) exportFacts() {
	for _, fn := range c.ssa.Funcs {
		obj, ok := fn.Object().(*types.Func)
		if !ok || !obj.Exported() || fn.Parent() != nil {
			continue
		}
		fact := &paramsFact{Params: make([]param, len(fn.Params))}
		worth := false
		for i, p := range fn.Params {
			fact.Params[i] = param{
				Borrows: isConn(p.Type()) && !c.takes(p),
				Writes:  isWriter(p.Type()) && c.writes(p),
			}
			worth = worth || fact.Params[i] != param{}
		}
		if worth {
			c.pass.ExportObjectFact(obj, fact)
		}
	}
}

// factOf returns what is known about parameter i of a function of another package.
func (c *checker) factOf(fn *types.Func, i int) param {
	var fact paramsFact
	if fn == nil || fn.Pkg() == c.pass.Pkg || !c.pass.ImportObjectFact(fn, &fact) || i >= len(fact.Params) {
		return param{}
	}
	return fact.Params[i]
}

// onlyBorrows reports whether a function whose body is not here only reads or
// writes the connection that is its argument i.
func (c *checker) onlyBorrows(fn *types.Func, i int) bool { return c.factOf(fn, i).Borrows }
