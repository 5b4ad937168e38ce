package handlercontext

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// fallback reports whether the value at cur, which v is assigned, is there for
// the case only that no other context was given: v has another value as well,
// and it depends on something which of them it is.
func (f *flow) fallback(v *types.Var, cur inspector.Cursor) bool {
	here := cur.Node().Pos()
	conditional := isConditional(cur)
	if f.isParam(v) {
		return conditional
	}
	for decl := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		body := shape.Body(decl.Node())
		if body == nil || v.Pos() < body.Pos() || v.Pos() > body.End() {
			continue
		}
		other := false
		for as := range decl.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
			if rhs := valueOf(f.TypesInfo, as.Node(), v); rhs != nil && f.given(rhs, v) {
				other = other || conditional || rhs.Pos() > here
			}
		}
		return other
	}
	return conditional // v belongs to code that is not seen
}

// isParam reports whether v is a parameter.
func (c *checker) isParam(v *types.Var) bool {
	return v.Kind() == types.ParamVar || v.Kind() == types.RecvVar
}

// isConditional reports whether cur runs only in a branch of its function.
func isConditional(cur inspector.Cursor) bool {
	for at := range cur.Enclosing() {
		switch at.ParentEdgeKind() {
		case edge.IfStmt_Body, edge.IfStmt_Else, edge.CaseClause_Body, edge.CommClause_Body:
			return true
		case edge.FuncLit_Body, edge.FuncDecl_Body:
			return false
		}
	}
	return false
}

// valueOf returns what an assignment or declaration gives v, or nil.
func valueOf(info *types.Info, n ast.Node, v *types.Var) ast.Expr {
	pick := func(i, lhs int, rhs []ast.Expr) ast.Expr {
		switch len(rhs) {
		case lhs:
			return rhs[i]
		case 1:
			return rhs[0]
		}
		return nil
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			if id, ok := l.(*ast.Ident); ok && info.ObjectOf(id) == v {
				return pick(i, len(n.Lhs), n.Rhs)
			}
		}
	case *ast.ValueSpec:
		for i, id := range n.Names {
			if info.Defs[id] == v {
				return pick(i, len(n.Names), n.Values)
			}
		}
	}
	return nil
}

// given reports whether e is a context from elsewhere: neither nil nor made
// here, nor derived from v itself.
func (c *checker) given(e ast.Expr, v *types.Var) bool {
	if c.TypesInfo.Types[e].IsNil() {
		return false
	}
	own := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.TypesInfo.Uses[id] == v {
			own = true
		}
		own = own || c.background(n) != ""
		return !own
	})
	return !own
}

// otherReturns reports whether the function around the return statement at cur
// returns, elsewhere, a context that it was given as result i: this one is for
// when there was none.
func (f *flow) otherReturns(cur inspector.Cursor, i int) bool {
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		found := false
		ast.Inspect(shape.Body(fn.Node()), func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				if n != cur.Node() && i < len(n.Results) {
					found = found || f.given(n.Results[i], nil) && !f.onlyBackground(n.Results[i])
				}
			}
			return !found
		})
		return found
	}
	return false
}

// onlyBackground reports whether e is a local variable whose only values are
// empty contexts and what is derived from them.
func (f *flow) onlyBackground(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := f.TypesInfo.Uses[id].(*types.Var)
	return ok && f.seen[v]
}
