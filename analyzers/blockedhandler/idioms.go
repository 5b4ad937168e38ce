package blockedhandler

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// handsOver reports whether a select gives work to a pool: to one of its
// workers, or to a new one if it gets a token for that. So it waits as for a
// semaphore.
func (c *checker) handsOver(s *ast.SelectStmt) bool {
	var pool types.Object
	token := false
	for _, clause := range s.Body.List {
		send, ok := clause.(*ast.CommClause).Comm.(*ast.SendStmt)
		if !ok {
			return false
		}
		sel, ok := ast.Unparen(send.Chan).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		of := c.Object(sel.X)
		if of == nil || pool != nil && of != pool {
			return false
		}
		pool = of
		token = token || isSignal(c.channel(send.Chan))
	}
	return token
}

// counted reports whether the wait comes only after a look at how much is in the
// channel, or how much room is left: for len(ch) > 0 { <-ch }.
func (c *checker) counted(w wait) bool {
	v, ok := c.Object(w.over).(*types.Var)
	if !ok {
		return false
	}
	for n := c.Parent(w.node); n != nil; n = c.Parent(n) {
		var looked ast.Expr
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return false
		case *ast.ForStmt:
			looked = n.Cond
		case *ast.IfStmt:
			looked = n.Cond
		case *ast.RangeStmt:
			looked = n.X
		}
		if looked != nil && c.takesLen(looked, v) {
			return true
		}
	}
	return false
}

// takesLen reports whether e depends on the length of v.
func (c *checker) takesLen(e ast.Expr, v *types.Var) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 1 {
			b, ok := typeutil.Callee(c.info, call).(*types.Builtin)
			found = found || ok && b.Name() == "len" && c.Object(call.Args[0]) == v
		}
		return !found
	})
	return found
}
