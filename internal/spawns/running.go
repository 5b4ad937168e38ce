package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// rations reports whether the loop starts the goroutine only while fewer run than
// a limit, as a map of what runs, or a counter, tells.
func (c *Checker) rations(l *Loop, s Spawn) bool {
	few := func(limit, count ast.Expr) bool { return c.limit(limit) && c.running(l, count) }
	for n := s.Node; n != nil && n != l.Body; n = c.Parent(n) {
		p := c.Parent(n)
		if cond, ok := p.(*ast.IfStmt); ok && (n == cond.Body || n == cond.Else) && c.bounds(cond.Cond, n == cond.Body, few) {
			return true
		}
		for _, before := range shape.Statements(p) {
			if before.End() > n.Pos() {
				break
			}
			switch before := before.(type) {
			case *ast.IfStmt:
				if c.leavesBlock(before.Body) && c.bounds(before.Cond, false, few) {
					return true
				}
			case *ast.ForStmt: // it waits
				if before.Cond != nil && c.bounds(before.Cond, false, few) {
					return true
				}
			}
		}
	}
	return false
}

// running reports whether count says how many of something there are, over the
// rounds of the loop, of which some go again: the length of a map from which
// entries are deleted, or a variable that is counted down.
func (c *Checker) running(l *Loop, count ast.Expr) bool {
	count = ast.Unparen(count)
	call, isLen := count.(*ast.CallExpr)
	if isLen {
		if !isBuiltin(c.info, call, "len") {
			return false
		}
		count = call.Args[0]
	}
	v, root := c.Vars[c.Object(count)], c.root(count)
	if v == nil || root == nil || within(identOf(root), l.Node) {
		return false
	}
	if !isLen {
		return v.lowered
	}
	_, isMap := c.core(count).(*types.Map)
	return isMap && slices.ContainsFunc(v.stores, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && isBuiltin(c.info, call, "delete")
	})
}

// lowers returns what the statement counts down, or nil.
func lowers(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.IncDecStmt:
		if n.Tok == token.DEC {
			return n.X
		}
	case *ast.AssignStmt:
		if n.Tok == token.SUB_ASSIGN {
			return n.Lhs[0]
		}
	}
	return nil
}
