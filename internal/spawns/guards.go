package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// guarded reports whether the container e has few elements where it stands,
// because of a condition around it or before it.
func (c *Checker) guarded(e ast.Expr) bool {
	obj := c.Object(e)
	for n := ast.Node(e); n != nil; n = c.Parent(n) {
		p := c.Parent(n)
		if cond, ok := p.(*ast.IfStmt); ok && (n == cond.Body || n == cond.Else) {
			if c.bounds(cond.Cond, n == cond.Body, obj) && !c.changed(obj, cond.Cond.End(), e.Pos()) {
				return true
			}
		}
		for _, s := range shape.Statements(p) {
			if s.End() <= n.Pos() && c.caps(s, obj) && !c.changed(obj, s.End(), e.Pos()) {
				return true
			}
		}
	}
	return false
}

// changed reports whether obj is given another value between two places.
func (c *Checker) changed(obj types.Object, from, to token.Pos) bool {
	v := c.Vars[obj]
	return v != nil && slices.ContainsFunc(v.Values, func(v Value) bool { return from <= v.At.Pos() && v.At.End() <= to })
}

// caps reports whether obj has few elements after the statement: it leaves if
// there are more, or cuts them off.
func (c *Checker) caps(s ast.Stmt, obj types.Object) bool {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if s.Tok != token.ASSIGN || len(s.Lhs) != 1 || len(s.Rhs) != 1 || !c.denotes(s.Lhs[0], obj) {
			return false
		}
		cut, ok := ast.Unparen(s.Rhs[0]).(*ast.SliceExpr)
		return ok && cut.Low == nil && cut.High != nil && c.limit(cut.High)
	case *ast.IfStmt:
		return c.bounds(s.Cond, false, obj) && (c.leavesBlock(s.Body) ||
			slices.ContainsFunc(s.Body.List, func(s ast.Stmt) bool { return c.caps(s, obj) }))
	}
	return false
}

// leavesBlock reports whether what follows the block is not reached from it.
func (c *Checker) leavesBlock(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch s := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && isBuiltin(c.info, call, "panic")
	}
	return false
}

// bounds reports whether obj has few elements if the condition has the given value.
func (c *Checker) bounds(cond ast.Expr, value bool, obj types.Object) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT && c.bounds(e.X, !value, obj)
	case *ast.CallExpr: // full()
		f := c.Target(e.Fun).Frame
		if f == nil || len(f.Body.List) != 1 {
			return false
		}
		r, ok := f.Body.List[0].(*ast.ReturnStmt)
		return ok && len(r.Results) == 1 && c.bounds(r.Results[0], value, obj)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			return value == (e.Op == token.LAND) && (c.bounds(e.X, value, obj) || c.bounds(e.Y, value, obj))
		case token.LSS, token.LEQ, token.EQL:
			return value && c.exceeds(e.Y, e.X, obj) || !value && e.Op != token.EQL && c.exceeds(e.X, e.Y, obj)
		case token.GTR, token.GEQ, token.NEQ:
			return !value && c.exceeds(e.Y, e.X, obj) || value && e.Op != token.NEQ && c.exceeds(e.X, e.Y, obj)
		}
	}
	return false
}

// exceeds reports whether length is that of obj, and other a limit.
func (c *Checker) exceeds(other, length ast.Expr, obj types.Object) bool {
	over := c.lengthOf(length, 0)
	return over != nil && c.denotes(over, obj) && c.limit(other)
}

// limit reports whether the integer e is one by its looks: a small constant, a
// setting, or what the caller says; or no larger than one.
func (c *Checker) limit(e ast.Expr) bool {
	if v := c.info.Types[e].Value; v != nil {
		return smallConstant(v)
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return isBuiltin(c.info, call, "min") && slices.ContainsFunc(call.Args, c.limit)
	}
	v, ok := c.Object(e).(*types.Var)
	return ok && (longLasting(v) || c.IsParam(v))
}

// denotes reports whether e is obj itself, not one of its elements.
func (c *Checker) denotes(e ast.Expr, obj types.Object) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return obj != nil && c.Object(e) == obj
	}
	return false
}
