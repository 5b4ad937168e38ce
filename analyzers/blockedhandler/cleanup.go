package blockedhandler

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// cleanupNames are the names of functions that end something.
var cleanupNames = []string{"Close", "Stop", "Shutdown", "Drop", "Destroy", "Cleanup", "Release", "Terminate", "Teardown", "Exit"}

// cleansUp reports whether f ends something, by its name or because only such
// functions call it: it must wait, whoever has left.
func (c *checker) cleansUp(f *spawns.Frame) bool {
	decl := c.declaration(f.Node)
	if decl == nil {
		return false
	}
	fn, _ := c.info.Defs[decl.Name].(*types.Func)
	return fn != nil && c.endsThings(fn)
}

func (c *checker) endsThings(fn *types.Func) bool {
	return slices.ContainsFunc(cleanupNames, func(name string) bool { return hasPrefixFold(fn.Name(), name) }) || c.onlyEnds(fn)
}

// onlyEnds reports whether fn is called, but by nothing except functions that end
// something, and deferred.
func (c *checker) onlyEnds(fn *types.Func) bool {
	if fn.Exported() {
		return false // others may call it
	}
	if got, ok := c.ending[fn]; ok {
		return got
	}
	c.ending[fn] = false // for recursive calls
	all := len(c.callers[fn]) > 0
	for _, at := range c.callers[fn] {
		all = all && (c.deferred(at) || c.inCleanup(at))
	}
	c.ending[fn] = all
	return all
}

func (c *checker) inCleanup(n ast.Node) bool {
	decl := c.declaration(n)
	if decl == nil {
		return false
	}
	fn, _ := c.info.Defs[decl.Name].(*types.Func)
	return fn != nil && c.endsThings(fn)
}

// findCallers notes where the functions of the package are called, or handed about.
func (c *checker) findCallers() {
	for cur := range c.root.Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		if fn, ok := c.info.Uses[id].(*types.Func); ok && fn.Pkg() == c.Pkg {
			c.callers[fn.Origin()] = append(c.callers[fn.Origin()], id)
		}
	}
}

// declaration returns the declared function that n stands in, or is.
func (c *checker) declaration(n ast.Node) *ast.FuncDecl {
	for ; n != nil; n = c.Parent(n) {
		if decl, ok := n.(*ast.FuncDecl); ok {
			return decl
		}
	}
	return nil
}

// deferred reports whether n stands in a deferred literal, or names what is deferred.
func (c *checker) deferred(n ast.Node) bool {
	for m := n; m != nil; m = c.Parent(m) {
		call, ok := c.Parent(m).(*ast.CallExpr)
		if !ok || call.Fun != m {
			continue
		}
		if _, ok := c.Parent(call).(*ast.DeferStmt); !ok {
			continue
		}
		switch fun := m.(type) {
		case *ast.FuncLit:
			return true
		case *ast.Ident:
			return fun == n
		case *ast.SelectorExpr:
			return fun.Sel == n
		}
	}
	return false
}
