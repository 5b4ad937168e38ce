package handlergo

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// produces reports whether f starts the goroutine of s for its caller, who gets
// what it feeds or what waits for it.
func (c *checker) produces(f *spawns.Frame, s spawns.Spawn) bool {
	return (join.Returned(c.info, f.Sig, f.Body, s.Node) || c.pumps(f, s)) && !c.discarded(f)
}

// pumps reports whether the goroutine runs a method that feeds a channel of its
// receiver, which f returns.
func (c *checker) pumps(f *spawns.Frame, s spawns.Spawn) bool {
	for _, e := range s.Run {
		method := c.Target(e).Frame
		if method == nil || method.Sig.Recv() == nil {
			continue
		}
		found := false
		ast.Inspect(method.Body, func(n ast.Node) bool {
			if ch := c.fed(n); ch != nil {
				found = found || c.root(ch) == method.Sig.Recv()
			}
			return !found
		})
		if found {
			return c.HandsBack(f, s)
		}
	}
	return false
}

// fed returns the channel that n sends on or closes, or nil.
func (c *checker) fed(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.SendStmt:
		return n.Chan
	case *ast.CallExpr:
		if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && len(n.Args) == 1 {
			if b, ok := c.info.Uses[id].(*types.Builtin); ok && b.Name() == "close" {
				return n.Args[0]
			}
		}
	}
	return nil
}

// root returns the variable at which the path e starts, or nil.
func (c *checker) root(e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.Ident:
			return c.info.Uses[x]
		default:
			return nil
		}
	}
}

// discarded reports whether all calls of f in the package, and there are some,
// throw away what it returns.
func (c *checker) discarded(f *spawns.Frame) bool {
	called := false
	for _, caller := range c.Frames {
		for _, n := range caller.Starts {
			call := started(n)
			if c.Target(call.Fun).Frame != f || linted.Test(c.Fset, n.Pos()) {
				continue
			}
			if !c.thrownAway(call) {
				return false
			}
			called = true
		}
	}
	return called
}

// started is the call that a go statement or a call makes.
func started(n ast.Node) *ast.CallExpr {
	if g, ok := n.(*ast.GoStmt); ok {
		return g.Call
	}
	return n.(*ast.CallExpr)
}

// thrownAway reports whether nobody gets the results of the call.
func (c *checker) thrownAway(call *ast.CallExpr) bool {
	switch p := c.Parent(call).(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		return true
	case *ast.AssignStmt:
		return !slices.ContainsFunc(p.Lhs, func(l ast.Expr) bool {
			id, ok := l.(*ast.Ident)
			return !ok || id.Name != "_"
		})
	}
	return false
}
