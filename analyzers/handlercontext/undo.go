package handlercontext

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// undoes reports whether a function of that name undoes what failed, if it is
// called after a failure.
func undoes(name string) bool {
	words := splitWords(name)
	return len(words) > 0 && undoing[words[0]]
}

// afterFailure reports whether cur stands in a branch that is taken after a
// failure: if err != nil.
func (c *checker) afterFailure(cur inspector.Cursor) bool {
	pos := cur.Node().Pos()
	for at := range cur.Enclosing() {
		switch n := at.Node().(type) {
		case *ast.IfStmt:
			if n.Body.Pos() <= pos && pos < n.Body.End() && c.failed(n.Cond, token.NEQ) ||
				n.Else != nil && n.Else.Pos() <= pos && pos < n.Else.End() && c.failed(n.Cond, token.EQL) {
				return true
			}
		case *ast.CaseClause:
			for _, cond := range n.List {
				if c.failed(cond, token.NEQ) && pos > n.Colon {
					return true
				}
			}
		case *ast.FuncDecl:
			return false
		case *ast.FuncLit:
			if !c.runsInCourse(at) {
				return false
			}
		}
	}
	return false
}

// failed reports whether cond compares an error with nil by op, or, if op is !=,
// asks what kind of error it is.
func (c *checker) failed(cond ast.Expr, op token.Token) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			return c.failed(e.X, op) || c.failed(e.Y, op)
		}
		return e.Op == op && isError(c.TypesInfo.TypeOf(e.X)) && c.TypesInfo.Types[e.Y].IsNil()
	case *ast.CallExpr:
		fn, ok := typeutil.Callee(c.TypesInfo, e).(*types.Func)
		return ok && op == token.NEQ && fn.Pkg() != nil && fn.Pkg().Path() == "errors" && (fn.Name() == "Is" || fn.Name() == "As")
	}
	return false
}

// calledAfterFailure reports whether fn undoes what failed: by its name, and by
// all calls of it that are seen.
func (c *checker) calledAfterFailure(fn *types.Func) bool {
	calls := c.calls[fn.Origin()]
	if !undoes(fn.Name()) || len(calls) == 0 {
		return false
	}
	for _, call := range calls {
		if _, deferred := call.Parent().Node().(*ast.DeferStmt); !deferred && !c.afterFailure(call) {
			return false
		}
	}
	return true
}
