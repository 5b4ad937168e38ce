package spawns

import (
	"go/ast"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// replaces reports whether each round of the loop ends the goroutine of the round
// before: it calls the cancel function of that one's context, and makes a new one.
//
//	cancel()
//	ctx, cancel = context.WithCancel(parent)
//	go work(ctx)
func (c *Checker) replaces(l *Loop, s Spawn) bool {
	called := map[types.Object]bool{}
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		if found || n == nil || n.Pos() >= s.Node.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.CallExpr:
			if obj := c.Object(n.Fun); obj != nil && !c.apart(n, s.Node) {
				called[obj] = true
			}
		case *ast.AssignStmt:
			found = len(n.Lhs) == 2 && shape.IsContext(c.info.TypeOf(n.Lhs[0])) &&
				called[c.Object(n.Lhs[1])] && c.names(s.Node, c.Object(n.Lhs[0]))
		}
		return true
	})
	return found
}

// names reports whether obj is used in n.
func (c *Checker) names(n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && obj != nil {
			found = found || c.Object(e) == obj
		}
		return !found
	})
	return found
}
