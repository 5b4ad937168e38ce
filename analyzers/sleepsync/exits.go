package sleepsync

import (
	"go/ast"
	"go/token"
)

// An exit is a statement that leaves a loop, and the conditions around it
// within the loop.
type exit struct {
	stmt  ast.Stmt
	conds []ast.Expr
}

// exits finds the statements in body that leave the loop under a condition. Those
// in a select clause have the conditions around it only.
func exits(body *ast.BlockStmt) []exit {
	x := &exitFinder{}
	x.list(body.List, nil, true)
	return x.found
}

type exitFinder struct {
	found []exit
}

// list visits statements under conds. breaks tells whether a break without a
// label leaves the loop.
func (x *exitFinder) list(stmts []ast.Stmt, conds []ast.Expr, breaks bool) {
	for _, s := range stmts {
		x.stmt(s, conds[:len(conds):len(conds)], breaks)
	}
}

func (x *exitFinder) stmt(s ast.Stmt, conds []ast.Expr, breaks bool) {
	switch n := s.(type) {
	case *ast.ReturnStmt:
		x.found = append(x.found, exit{n, conds})
	case *ast.BranchStmt:
		if n.Tok == token.BREAK && (breaks || n.Label != nil) || n.Tok == token.GOTO || n.Tok == token.CONTINUE && n.Label != nil {
			x.found = append(x.found, exit{n, conds})
		}
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && leaves(call) {
			x.found = append(x.found, exit{n, conds})
		}
	case *ast.BlockStmt:
		x.list(n.List, conds, breaks)
	case *ast.LabeledStmt:
		x.stmt(n.Stmt, conds, breaks)
	case *ast.IfStmt:
		under := append(conds, n.Cond)
		x.list(n.Body.List, under, breaks)
		if n.Else != nil {
			x.stmt(n.Else, under, breaks)
		}
	case *ast.SwitchStmt:
		for _, cl := range n.Body.List {
			cl := cl.(*ast.CaseClause)
			under := conds
			if n.Tag != nil {
				under = append(under, n.Tag)
			}
			x.list(cl.Body, append(under, cl.List...), false)
		}
	case *ast.TypeSwitchStmt:
		for _, cl := range n.Body.List {
			x.list(cl.(*ast.CaseClause).Body, conds, false)
		}
	case *ast.SelectStmt:
		for _, cl := range n.Body.List {
			x.list(cl.(*ast.CommClause).Body, conds, false)
		}
	case *ast.ForStmt:
		x.list(n.Body.List, conds, false)
	case *ast.RangeStmt:
		x.list(n.Body.List, conds, false)
	}
}
