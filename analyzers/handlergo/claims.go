package handlergo

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// admitted reports whether f starts the goroutine of s only where an exclusive
// function answers true, and the goroutine itself gives back what that has taken:
//
//	if !scans.Begin(name) {
//		return
//	}
//	go func() { defer scans.End(name); … }()
func (c *checker) admitted(f *spawns.Frame, s spawns.Spawn) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		check, ok := n.(*ast.IfStmt)
		if !ok || found {
			return !found
		}
		if call := admits(check, c.Parent(check), s.Node); call != nil {
			found = c.isExclusive(c.Target(call.Fun), true) && c.givesBack(s, call)
		}
		return !found
	})
	return found
}

// admits returns the call that has to answer true, by the condition of check, which
// stands in block, for control to get to at; nil if it is another condition.
func admits(check *ast.IfStmt, block, at ast.Node) *ast.CallExpr {
	cond := ast.Unparen(check.Cond)
	if not, ok := cond.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		if check.End() > at.Pos() || at.End() > block.End() || !returns(check.Body) {
			return nil
		}
		cond = ast.Unparen(not.X)
	} else if at.Pos() < check.Body.Pos() || at.End() > check.Body.End() {
		return nil
	}
	call, _ := cond.(*ast.CallExpr)
	return call
}

// givesBack reports whether the goroutine of s calls another method of the object
// whose method claim calls.
func (c *checker) givesBack(s spawns.Spawn, claim *ast.CallExpr) bool {
	of, ok := ast.Unparen(claim.Fun).(*ast.SelectorExpr)
	if !ok || c.Object(of.X) == nil {
		return false
	}
	run := []ast.Node{s.Node}
	for _, e := range s.Run {
		if t := c.Target(e); t.Frame != nil {
			run = append(run, t.Frame.Body)
		}
	}
	found := false
	for _, n := range run {
		ast.Inspect(n, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
				found = found || ok && sel.Sel.Name != of.Sel.Name && c.Object(sel.X) == c.Object(of.X)
			}
			return !found
		})
	}
	return found
}

// answersTrue reports whether a function ends by returning true alone.
func (c *checker) answersTrue(body *ast.BlockStmt) bool {
	if !returns(body) {
		return false
	}
	r := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return len(r.Results) == 1 && shape.IsTrue(c.info, r.Results[0])
}

// searched returns the slice that n searches for an element, in order to leave if it
// is there: a loop, or what the library has in its stead.
func (c *checker) searched(n ast.Node) types.Object {
	switch n := n.(type) {
	case *ast.RangeStmt:
		if len(n.Body.List) != 1 {
			return nil
		}
		if check, ok := n.Body.List[0].(*ast.IfStmt); ok && returns(check.Body) {
			return c.Object(n.X)
		}
	case *ast.CallExpr:
		fn := c.Target(n.Fun).Fn
		if fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "slices" && (fn.Name() == "Contains" || fn.Name() == "ContainsFunc") {
			return c.Object(n.Args[0])
		}
	}
	return nil
}

// appended returns the slice that s appends to.
func (c *checker) appended(s ast.Stmt) types.Object {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return nil
	}
	call, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr)
	if !ok || !c.info.Types[call.Fun].IsBuiltin() || len(call.Args) == 0 || c.Object(call.Args[0]) != c.Object(a.Lhs[0]) {
		return nil
	}
	return c.Object(a.Lhs[0])
}
