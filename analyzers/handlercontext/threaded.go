package handlercontext

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/thread"
)

// threaded returns the fix that hands the request's context down to cur, if the user
// has asked for that and it can take the place of the one there.
func (c *checker) threaded(cur inspector.Cursor) []analysis.SuggestedFix {
	if c.thread == nil {
		return nil
	}
	n := cur.Node()
	file := edit.New(c.Pass.Pass, n.Pos())
	if file == nil || !c.replaceable(cur, athand.Context{}) || file.HasComment(n.Pos(), n.End()) || onPurpose(file, cur) {
		return nil
	}
	stmt := c.declares(cur)
	there, ok := c.standsIn(file, stmt, n)
	if !ok {
		return nil
	}
	path, ok := c.thread().To(cur, c.declared(stmt))
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{path.Fix(there)}
}

// standsIn returns the edits that put the parameter in the place of n, around which stmt,
// if that is not nil, declares a variable of the same name.
func (c *checker) standsIn(file *edit.File, at inspector.Cursor, n ast.Node) ([]analysis.TextEdit, bool) {
	there := []analysis.TextEdit{edit.Replace(n, thread.Name)}
	if !at.Valid() {
		return there, true
	}
	stmt := at.Node().(*ast.AssignStmt)
	if len(stmt.Lhs) == 1 && stmt.Rhs[0] == n { // ctx := ctx
		remove, ok := file.Remove(stmt)
		return []analysis.TextEdit{remove}, ok
	}
	fresh := slices.ContainsFunc(stmt.Lhs[1:], func(e ast.Expr) bool { return c.TypesInfo.Defs[identOf(e)] != nil })
	if _, top := at.Parent().Parent().Node().(*ast.FuncDecl); top && !fresh {
		there = append(there, analysis.TextEdit{Pos: stmt.TokPos, End: stmt.TokPos + token.Pos(len(":=")), NewText: []byte("=")})
	}
	return there, true
}

// declares returns the statement around cur if it declares a variable of the name that
// the parameter would have.
func (c *checker) declares(cur inspector.Cursor) inspector.Cursor {
	for at := range cur.Enclosing((*ast.AssignStmt)(nil), (*ast.BlockStmt)(nil)) {
		if c.declared(at) != nil {
			return at
		}
		break
	}
	return inspector.Cursor{}
}

// declared returns the variable of that name which the statement at cur, if it is one, declares.
func (c *checker) declared(at inspector.Cursor) types.Object {
	if !at.Valid() {
		return nil
	}
	stmt, ok := at.Node().(*ast.AssignStmt)
	if !ok || stmt.Tok != token.DEFINE || len(stmt.Rhs) != 1 {
		return nil
	}
	id := identOf(stmt.Lhs[0])
	if id == nil || id.Name != thread.Name {
		return nil
	}
	return c.TypesInfo.Defs[id]
}
