package handlercontext

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// idle is the fact that a function does nothing with some of its context
// parameters that cancelling could cut short: they only reach logs, are asked
// for values, kept as the base of something, or not used.
type idle struct{ Params []int }

func (*idle) AFact()           {}
func (f *idle) String() string { return fmt.Sprintf("idle contexts %v", f.Params) }

// idleParam reports whether parameter i of the linted function fn is idle.
func (c *checker) idleParam(fn *types.Func, i int) bool {
	return slices.Contains(c.idleParams(fn.Origin()).Params, i)
}

func (c *checker) idleParams(fn *types.Func) *idle {
	if f, ok := c.known[fn]; ok {
		return f
	}
	f := new(idle)
	c.known[fn] = f
	if fn.Pkg() != c.Pkg {
		c.ImportObjectFact(fn, f)
		return f
	}
	cur, ok := c.funcs[fn]
	if !ok || cur.Node().(*ast.FuncDecl).Body == nil {
		return f
	}
	sig := fn.Signature()
	// While it is looked at, a function that calls itself adds nothing.
	for i := range sig.Params().Len() {
		if shape.IsContext(sig.Params().At(i).Type()) {
			f.Params = append(f.Params, i)
		}
	}
	var params []int
	for _, i := range f.Params {
		fl := &flow{checker: c, origin: cur, seen: map[*types.Var]bool{}}
		fl.variable(sig.Params().At(i), token.NoPos)
		if len(fl.work)+len(fl.escaped) == 0 {
			params = append(params, i)
		}
	}
	f.Params = params
	return f
}

// exportFacts tells the packages that import this one.
func (c *checker) exportFacts() {
	for _, file := range c.Files {
		if linted.Test(c.Fset, file.FileStart) {
			continue
		}
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || !decl.Name.IsExported() {
				continue
			}
			if fn, ok := c.TypesInfo.Defs[decl.Name].(*types.Func); ok {
				if f := c.idleParams(fn); len(f.Params) > 0 {
					c.ExportObjectFact(fn, f)
				}
			}
		}
	}
}
