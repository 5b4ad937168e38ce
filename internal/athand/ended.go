package athand

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// ended reports whether v, a context that the function fn made, may have been
// cancelled by it before s.pos, so that nothing can be done with it any more.
func (s *search) ended(v *types.Var, fn inspector.Cursor) bool {
	cancel, made := s.cancelOf(v, fn)
	if cancel == nil {
		return false
	}
	for cur := range fn.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		if ok && s.info.Uses[id] == cancel && made < call.Pos() && call.End() <= s.pos && s.goesOn(cur) {
			return true
		}
	}
	return false
}

// endedOwner reports whether the function fn may have called, before s.pos, the cancel
// function that owner keeps together with its context.
func (s *search) endedOwner(owner *types.Var, fn inspector.Cursor) bool {
	for cur := range fn.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || call.End() > s.pos {
			continue
		}
		if field, ok := s.info.Uses[sel.Sel].(*types.Var); !ok || !isCancel(field) {
			continue
		}
		id, ok := ast.Unparen(sel.X).(*ast.Ident)
		if ok && s.info.Uses[id] == owner && s.goesOn(cur) {
			return true
		}
	}
	return false
}

// cancelOf returns the variable that was last, before s.pos, assigned together
// with v, and where: its cancel function.
func (s *search) cancelOf(v *types.Var, fn inspector.Cursor) (cancel types.Object, at token.Pos) {
	for cur := range fn.Preorder((*ast.AssignStmt)(nil)) {
		as := cur.Node().(*ast.AssignStmt)
		if len(as.Lhs) != 2 || len(as.Rhs) != 1 || as.End() > s.pos {
			continue
		}
		ctx, ok := as.Lhs[0].(*ast.Ident)
		if !ok || s.info.ObjectOf(ctx) != v {
			continue
		}
		cancel, at = nil, token.NoPos
		if id, ok := as.Lhs[1].(*ast.Ident); ok {
			cancel, at = s.info.ObjectOf(id), as.Pos()
		}
	}
	return cancel, at
}

// goesOn reports whether control can get from call down to s.pos.
func (s *search) goesOn(call inspector.Cursor) bool {
	for cur := call; ; cur = cur.Parent() {
		switch cur.Node().(type) {
		case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
			return false
		}
		if s.leaves(shape.Statements(cur.Node())) {
			return false
		}
		if parent := cur.Parent().Node(); parent.Pos() <= s.pos && s.pos < parent.End() {
			return !alternatives(parent, cur.Node())
		}
	}
}

// alternatives reports whether only one of the parts of n, among them part, is run.
func alternatives(n, part ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		return part == n.Body
	case *ast.BlockStmt:
		switch part.(type) {
		case *ast.CaseClause, *ast.CommClause:
			return true
		}
	}
	return false
}

// leaves reports whether a list of statements ends by leaving the code around.
func (s *search) leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch last := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok != token.FALLTHROUGH
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic" && s.info.Uses[id] == types.Universe.Lookup("panic")
	}
	return false
}
