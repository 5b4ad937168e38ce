package errgroupcontext

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// work reports the functions of the group that work with a parent of its
// context: each once, at the first place.
func (c *checker) work(g *group) {
	parents := c.parents(g)
	if len(parents) == 0 {
		return
	}
	for _, body := range c.bodies(g) {
		uses := c.workIn(g, body, parents)
		if len(uses) == 0 {
			continue
		}
		c.reportWork(g, uses[0], c.fixWork(g, body, parents))
		if !g.derived.valid() {
			return // one place to mend
		}
	}
}

// bodies returns the functions that are handed to the group.
func (c *checker) bodies(g *group) []inspector.Cursor {
	var all []inspector.Cursor
	for cur := range c.decl.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if len(call.Args) != 1 || c.groupOf(call, "Go", "TryGo") != g {
			continue
		}
		if body, ok := c.functionOf(cur.ChildAt(edge.CallExpr_Args, 0)); ok {
			all = append(all, body)
		}
	}
	return all
}

// workIn returns the uses of parents of the group's context in the function at
// body that are to be of that.
func (c *checker) workIn(g *group, body inspector.Cursor, parents map[path]bool) []use {
	return slices.DeleteFunc(c.uses(body, parents), func(u use) bool { return c.excused(g, body, u) })
}

// functionOf returns the literal that cur is, or that the local variable at cur
// holds; else cur itself.
func (c *checker) functionOf(cur inspector.Cursor) (inspector.Cursor, bool) {
	id, ok := ast.Unparen(cur.Node().(ast.Expr)).(*ast.Ident)
	if !ok {
		return cur, true
	}
	obj, ok := c.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return cur, false
	}
	var found []inspector.Cursor
	for at := range c.decl.Preorder((*ast.AssignStmt)(nil)) {
		a := at.Node().(*ast.AssignStmt)
		for i, l := range a.Lhs {
			if lid, ok := l.(*ast.Ident); ok && c.TypesInfo.ObjectOf(lid) == obj && len(a.Lhs) == len(a.Rhs) {
				found = append(found, at.ChildAt(edge.AssignStmt_Rhs, i))
			}
		}
	}
	if len(found) != 1 {
		return cur, false
	}
	_, isLit := ast.Unparen(found[0].Node().(ast.Expr)).(*ast.FuncLit)
	return found[0], isLit
}

// excused reports whether the use in the group's function body may well be of
// a parent: it cleans up, runs on its own, or comes after the group's end.
func (c *checker) excused(g *group, body inspector.Cursor, u use) bool {
	cur, ok := body.FindNode(u.expr)
	if !ok {
		return true
	}
	for at := range cur.Enclosing() {
		if at == body {
			break
		}
		switch n := at.Node().(type) {
		case *ast.DeferStmt, *ast.GoStmt:
			return true
		case *ast.CommClause:
			if n.Comm != nil && u.expr.Pos() > n.Colon && c.mentionsEnd(g, n.Comm) {
				return true
			}
		case *ast.SelectStmt:
			if u.waits && c.mentionsEnd(g, n) {
				return true
			}
		case *ast.IfStmt:
			if u.expr.Pos() >= n.Body.Pos() && c.mentionsEnd(g, n.Cond) {
				return true
			}
		}
	}
	return c.afterEnd(g, body, u.expr.Pos())
}

// afterEnd reports whether the function waits for the end of the group's
// context before pos.
func (c *checker) afterEnd(g *group, body inspector.Cursor, pos token.Pos) bool {
	for at := range body.Preorder((*ast.ExprStmt)(nil)) {
		if s := at.Node().(*ast.ExprStmt); s.End() < pos && at.ParentEdgeKind() != edge.CommClause_Comm {
			if u, ok := ast.Unparen(s.X).(*ast.UnaryExpr); ok && u.Op == token.ARROW && c.mentionsEnd(g, u) {
				return true
			}
		}
	}
	return false
}

// mentionsEnd reports whether n asks for the Done or Err of the group's context
// or of one made from it.
func (c *checker) mentionsEnd(g *group, n ast.Node) bool {
	if !g.derived.valid() {
		return false
	}
	set := c.descendants(g)
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Done" || sel.Sel.Name == "Err") {
			found = found || set[c.pathOf(sel.X)]
		}
		return !found
	})
	return found
}

func (c *checker) reportWork(g *group, u use, fixes []analysis.SuggestedFix) {
	name := types.ExprString(u.expr)
	wait := g.place.name() + ".Wait"
	remedy := fmt.Sprintf("use %q, the group's context", g.derived.name())
	if !g.derived.valid() {
		remedy = fmt.Sprintf("name the context that %q returns, and use it here", types.ExprString(g.call.Fun))
	}
	c.report(u, fixes, fmt.Sprintf("%q does not end when another function of the group fails: %s goes on and %q waits for it; %s",
		name, c.what(u), wait, remedy),
		analysis.RelatedInformation{Pos: g.call.Pos(), End: g.call.End(), Message: "the group and its context are made here"})
}
