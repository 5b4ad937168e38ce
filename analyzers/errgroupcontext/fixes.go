package errgroupcontext

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/edit"
)

// groupName is the name of a group's context that has none of its own.
const groupName = "gctx"

// fixWork has a function of the group, at body, work with the group's context; all
// of them, if that has no name yet.
func (c *checker) fixWork(g *group, body inspector.Cursor, parents map[path]bool) []analysis.SuggestedFix {
	file := edit.New(c.Pass.Pass, g.call.Pos())
	uses := c.workIn(g, body, parents)
	if file == nil || !c.covered(g, uses) {
		return nil
	}
	if g.derived.valid() {
		v, ok := g.derived.root.(*types.Var)
		if !ok || g.derived.rest != "" || c.several(g.derived) {
			return nil
		}
		edits, ok := replaceUses(uses, v.Name(), func(pos token.Pos) bool {
			return file.Means(v.Name(), v, pos)
		})
		return fix(ok, "Use the group's context", edits)
	}
	blank := c.blankOf(g)
	if blank == nil || len(c.groups) > 1 {
		return nil
	}
	uses = nil
	for _, body := range c.bodies(g) {
		uses = append(uses, c.workIn(g, body, parents)...)
	}
	if !c.covered(g, uses) {
		return nil
	}
	edits, ok := replaceUses(uses, groupName, func(pos token.Pos) bool { return file.Free(groupName, pos) })
	return fix(ok && file.Free(groupName, blank.Pos()), "Name the group's context and use it", append(edits, edit.Replace(blank, groupName)))
}

// covered reports whether the group's context has all that those of uses have:
// it is made from them.
func (c *checker) covered(g *group, uses []use) bool {
	set := map[path]bool{g.parent: true}
	for changed := true; changed; {
		changed = false
		for _, d := range c.defs {
			if set[d.v] && !set[d.from] && d.at < g.call.Pos() {
				set[d.from], changed = true, true
			}
		}
	}
	return !slices.ContainsFunc(uses, func(u use) bool { return !set[c.pathOf(u.expr)] })
}

func fix(ok bool, message string, edits []analysis.TextEdit) []analysis.SuggestedFix {
	if !ok || len(edits) == 0 {
		return nil
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// replaceUses puts name in the place of the uses; it reports false if it does not
// fit for one of them.
func replaceUses(uses []use, name string, fits func(token.Pos) bool) ([]analysis.TextEdit, bool) {
	var edits []analysis.TextEdit
	for _, u := range uses {
		if !fits(u.expr.Pos()) {
			return nil, false
		}
		edits = append(edits, edit.Replace(u.expr, name))
	}
	return edits, true
}

// blankOf returns the "_" in the place of g's context: g, _ := errgroup.WithContext(ctx).
func (c *checker) blankOf(g *group) *ast.Ident {
	cur, ok := c.decl.FindNode(g.call)
	if !ok || cur.ParentEdgeKind() != edge.AssignStmt_Rhs {
		return nil
	}
	a := cur.Parent().Node().(*ast.AssignStmt)
	id, ok := a.Lhs[1].(*ast.Ident)
	if !ok || id.Name != "_" || a.Tok != token.DEFINE {
		return nil
	}
	return id
}

// fixLate replaces the group's context, after its end, by the one it is made from;
// where both have the same name, the group's gets another one.
func (c *checker) fixLate(g *group, u use, wait *ast.CallExpr) []analysis.SuggestedFix {
	file := edit.New(c.Pass.Pass, u.expr.Pos())
	if file == nil || c.pathOf(u.expr) != g.derived || !g.parent.valid() || u.expr.Pos() < wait.End() || c.inGroup(g, u) {
		return nil
	}
	inside := c.between(g.derived.root, g.call.End(), wait.Pos())
	if len(inside) == 0 {
		return nil // the variable would not be used any more
	}
	if g.parent.name() == g.derived.name() {
		edits, ok := c.rename(file, g, wait, inside)
		return fix(ok, "Give the group's context a name of its own", edits)
	}
	ok := file.Means(g.parent.root.Name(), g.parent.root, u.expr.Pos()) && !c.several(g.parent)
	return fix(ok, "Use the context that the group's is made from",
		[]analysis.TextEdit{edit.Replace(u.expr, file.Text(g.call.Args[0]))})
}

// inGroup reports whether u stands in a function of the group.
func (c *checker) inGroup(g *group, u use) bool {
	return slices.ContainsFunc(c.bodies(g), func(body inspector.Cursor) bool {
		return body.Node().Pos() <= u.expr.Pos() && u.expr.End() <= body.Node().End()
	})
}

// between returns the uses of v from one position to another.
func (c *checker) between(v types.Object, from, to token.Pos) []use {
	var uses []use
	for cur := range c.decl.Preorder((*ast.Ident)(nil)) {
		if id := cur.Node().(*ast.Ident); c.TypesInfo.Uses[id] == v && from <= id.Pos() && id.End() <= to {
			uses = append(uses, use{expr: id})
		}
	}
	return uses
}

// rename gives the group's context, which has the name of its parent, another one
// up to the Wait, which is called in the same block.
func (c *checker) rename(file *edit.File, g *group, wait *ast.CallExpr, inside []use) ([]analysis.TextEdit, bool) {
	at, ok1 := c.decl.FindNode(g.call)
	end, ok2 := c.decl.FindNode(wait)
	if !ok1 || !ok2 || at.ParentEdgeKind() != edge.AssignStmt_Rhs || len(c.groups) > 1 {
		return nil, false
	}
	made, ok1 := edit.Statement(at)
	done, ok2 := edit.Statement(end)
	a := at.Parent().Node().(*ast.AssignStmt)
	if !ok1 || !ok2 || made.Parent() != done.Parent() || made.Node() != a || a.Tok != token.DEFINE {
		return nil, false
	}
	edits, ok := replaceUses(inside, groupName, func(pos token.Pos) bool { return file.Free(groupName, pos) })
	return append(edits, edit.Replace(a.Lhs[1], groupName)), ok && file.Free(groupName, a.Pos())
}
