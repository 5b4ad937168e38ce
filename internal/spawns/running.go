package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// rations reports whether the loop starts the goroutine only while fewer run than
// a limit, as a map of what runs, or a counter, tells over its rounds.
func (c *Checker) rations(l *Loop, s Spawn) bool {
	return c.rationed(l.Body, s, func(e ast.Expr) bool {
		root := c.root(e)
		return root != nil && !within(identOf(root), l.Node)
	})
}

// Rations is the same for the calls of f.
func (c *Checker) Rations(f *Frame, s Spawn) bool {
	return c.rationed(f.Body, s, func(e ast.Expr) bool {
		root, ok := c.root(e).(*types.Var)
		return ok && (!within(identOf(root), f.Node) || c.isReceiver(root))
	})
}

// rationed is rations for the code of a scope; what lasts is the same each time that runs.
func (c *Checker) rationed(scope *ast.BlockStmt, s Spawn, lasts func(ast.Expr) bool) bool {
	running := counted{func(e ast.Expr) bool { return c.running(e, lasts) }, lasts}
	for n := s.Node; n != nil && n != scope; n = c.Parent(n) {
		p := c.Parent(n)
		if cond, ok := p.(*ast.IfStmt); ok && (n == cond.Body || n == cond.Else) && c.bounds(cond.Cond, n == cond.Body, running) {
			return true
		}
		for _, before := range shape.Statements(p) {
			if before.End() > n.Pos() {
				break
			}
			switch before := before.(type) {
			case *ast.IfStmt:
				if c.leavesBlock(before.Body) && c.bounds(before.Cond, false, running) {
					return true
				}
			case *ast.ForStmt: // it waits
				if before.Cond != nil && c.bounds(before.Cond, false, running) {
					return true
				}
			}
		}
	}
	return false
}

// running reports whether count says how many of something there are, of which some
// go again: the length of a map from which entries are deleted, or a variable that is
// counted down.
func (c *Checker) running(count ast.Expr, lasts func(ast.Expr) bool) bool {
	count = ast.Unparen(count)
	call, isLen := count.(*ast.CallExpr)
	if isLen {
		if !isBuiltin(c.info, call, "len") {
			return false
		}
		count = call.Args[0]
	}
	v := c.Vars[c.Object(count)]
	if v == nil || !lasts(count) {
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
