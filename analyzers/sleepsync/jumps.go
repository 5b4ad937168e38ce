package sleepsync

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// jumpsBack names the shared state on which the branch with the sleep depends, if
// that does nothing but wait and go back, by a goto, to look again.
func (c *checker) jumpsBack(cur inspector.Cursor) string {
	fn := functionAround(cur)
	for at := cur; at.Node() != fn; at = at.Parent() {
		branch, ok := at.Parent().Node().(*ast.IfStmt)
		if !ok || branch.Body != at.Node() {
			continue
		}
		list := branch.Body.List
		last, ok := list[len(list)-1].(*ast.BranchStmt)
		if !ok || last.Tok != token.GOTO {
			return ""
		}
		loop := loopFrom(at.Parent(), fn, last.Label.Name)
		if loop == nil {
			return ""
		}
		p := &poll{checker: c, loop: loop, fn: fn}
		if !p.onlyWaits(list[:len(list)-1]) {
			return ""
		}
		return p.looksAt(branch.Cond)
	}
	return ""
}

// loopFrom returns the statements from the label to the one at, or around, cur as a
// block: the loop that a goto there makes; nil if the label stands elsewhere.
func loopFrom(cur inspector.Cursor, fn ast.Node, label string) *ast.BlockStmt {
	for ; cur.Node() != fn; cur = cur.Parent() {
		list := shape.Statements(cur.Parent().Node())
		end := slices.IndexFunc(list, func(s ast.Stmt) bool { return s == cur.Node() })
		for i := range end + 1 {
			if l, ok := list[i].(*ast.LabeledStmt); ok && l.Label.Name == label {
				return &ast.BlockStmt{Lbrace: l.Pos(), List: list[i : end+1], Rbrace: cur.Node().End()}
			}
		}
	}
	return nil
}

// settles reports whether the loop is left when what it looks at is as it was the
// last time: it waits for others to have done, which none of them can signal.
func (p *poll) settles(body *ast.BlockStmt) bool {
	for _, e := range exits(body) {
		if slices.ContainsFunc(e.conds, p.isAsBefore) {
			return true
		}
	}
	return false
}

// isAsBefore reports whether cond holds where something has not grown, or not
// changed, since the loop kept it in a variable.
func (p *poll) isAsBefore(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch b.Op {
	case token.LOR:
		return p.isAsBefore(b.X) || p.isAsBefore(b.Y)
	case token.LEQ:
		return p.keeps(b.X, b.Y)
	case token.GEQ:
		return p.keeps(b.Y, b.X)
	case token.EQL:
		return p.keeps(b.X, b.Y) || p.keeps(b.Y, b.X)
	}
	return false
}

// keeps reports whether the loop, each time round, assigns to the variable old what
// now is.
func (p *poll) keeps(now, old ast.Expr) bool {
	id, ok := ast.Unparen(old).(*ast.Ident)
	if !ok || p.TypesInfo.Types[now].Value != nil {
		return false
	}
	found := false
	ast.Inspect(shape.LoopBody(p.loop), func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || len(as.Lhs) != len(as.Rhs) {
			return !found
		}
		for i, l := range as.Lhs {
			to, ok := l.(*ast.Ident)
			found = found || ok && p.TypesInfo.ObjectOf(to) == p.TypesInfo.ObjectOf(id) && types.ExprString(as.Rhs[i]) == types.ExprString(now)
		}
		return !found
	})
	return found
}
