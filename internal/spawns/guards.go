package spawns

import (
	"go/ast"
	"go/constant"
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
			if c.bounds(cond.Cond, n == cond.Body, c.lengthOfIt(obj)) && !c.changed(obj, cond.Cond.End(), e.Pos()) {
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
		return c.bounds(s.Cond, false, c.lengthOfIt(obj)) && (c.leavesBlock(s.Body) ||
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

// bounds reports whether the condition having the value means that there are few.
func (c *Checker) bounds(cond ast.Expr, value bool, of counted) bool {
	return guard{c, of, map[*Frame]bool{}}.holds(cond, value)
}

// A counted is what conditions compare with a limit: is tells whether an expression
// is the count, knows whether the object e can tell it by a method.
type counted struct{ is, knows func(e ast.Expr) bool }

// lengthOfIt is the length of obj.
func (c *Checker) lengthOfIt(obj types.Object) counted {
	return counted{
		is: func(e ast.Expr) bool {
			over := c.lengthOf(e, 0)
			return over != nil && c.denotes(over, obj)
		},
		knows: func(ast.Expr) bool { return true },
	}
}

// A guard looks at what conditions say of a count.
type guard struct {
	*Checker
	of    counted
	asked map[*Frame]bool // functions looked at
}

// few reports whether a comparison of the two is one of the count and a limit.
func (g guard) few(limit, count ast.Expr) bool { return g.limit(limit) && g.of.is(count) }

// holds reports whether the condition having the value means that there are few.
func (g guard) holds(cond ast.Expr, value bool) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT && g.holds(e.X, !value)
	case *ast.CallExpr: // full()
		f := g.Target(e.Fun).Frame
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		return f != nil && !(ok && g.info.Selections[sel] != nil && !g.of.knows(sel.X)) && g.tells(f, value)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			if value == (e.Op == token.LAND) {
				return g.holds(e.X, value) || g.holds(e.Y, value)
			}
			return g.isSet(e.X) && g.holds(e.Y, value)
		case token.LSS, token.LEQ, token.EQL:
			return value && g.few(e.Y, e.X) || !value && e.Op != token.EQL && g.few(e.X, e.Y)
		case token.GTR, token.GEQ, token.NEQ:
			return !value && g.few(e.Y, e.X) || value && e.Op != token.NEQ && g.few(e.X, e.Y)
		}
	}
	return false
}

// isSet reports whether the condition asks if there is a limit at all, which zero
// says there is not: limit > 0.
func (g guard) isSet(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	zero := g.info.Types[b.Y].Value
	return zero != nil && zero.String() == "0" && g.info.Types[b.X].Value == nil && g.limit(b.X)
}

// tells reports whether f returning the value means that there are few.
func (g guard) tells(f *Frame, value bool) bool {
	if g.asked[f] {
		return false
	}
	g.asked[f] = true
	for _, stmt := range f.Body.List {
		switch s := stmt.(type) {
		case *ast.ReturnStmt:
			return len(s.Results) == 1 && g.holds(s.Results[0], value)
		case *ast.IfStmt:
			if g.returns(s.Body, !value) && g.holds(s.Cond, false) {
				return true
			}
			if !g.returns(s.Body, !value) || s.Else != nil {
				return false
			}
		case *ast.ExprStmt, *ast.AssignStmt, *ast.DeferStmt, *ast.DeclStmt:
		default:
			return false
		}
	}
	return false
}

// returns reports whether the block does nothing but return the bool.
func (g guard) returns(b *ast.BlockStmt, is bool) bool {
	if len(b.List) != 1 {
		return false
	}
	r, ok := b.List[0].(*ast.ReturnStmt)
	if !ok || len(r.Results) != 1 {
		return false
	}
	v := g.info.Types[r.Results[0]].Value
	return v != nil && v.Kind() == constant.Bool && constant.BoolVal(v) == is
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
