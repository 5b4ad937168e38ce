package edit

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// Statement returns the statement around cur that another can be put in front of,
// to run whenever, and right before, what is at cur is evaluated. The statement may
// be a go statement.
func Statement(cur inspector.Cursor) (inspector.Cursor, bool) {
	for ; ; cur = cur.Parent() {
		if InList(cur) {
			return cur, true
		}
		switch cur.ParentEdgeKind() {
		case edge.BinaryExpr_Y:
			if op := cur.Parent().Node().(*ast.BinaryExpr).Op; op == token.LAND || op == token.LOR {
				return cur, false
			}
		case edge.IfStmt_Cond:
			if cur.Parent().Node().(*ast.IfStmt).Init != nil {
				return cur, false
			}
		case edge.ExprStmt_X, edge.AssignStmt_Rhs, edge.ReturnStmt_Results, edge.SendStmt_Value, edge.GoStmt_Call, edge.IfStmt_Init,
			edge.CallExpr_Fun, edge.CallExpr_Args, edge.SelectorExpr_X, edge.ParenExpr_X, edge.UnaryExpr_X, edge.BinaryExpr_X:
		default:
			return cur, false
		}
	}
}

// InList reports whether a statement stands in a list of them.
func InList(stmt inspector.Cursor) bool {
	switch stmt.ParentEdgeKind() {
	case edge.BlockStmt_List, edge.CaseClause_Body, edge.CommClause_Body:
		return true
	}
	return false
}

// Before is the edit that puts lines in front of a statement.
func (f *File) Before(stmt ast.Node, lines ...string) analysis.TextEdit {
	indent := "\n" + f.Indent(stmt.Pos())
	return Insert(stmt.Pos(), strings.Join(lines, indent)+indent)
}

// OnTop is the edit that puts a line above a statement and the comment on it.
func (f *File) OnTop(stmt ast.Node, line string) analysis.TextEdit {
	pos := stmt.Pos()
	if c := f.Above(stmt); c != nil {
		pos = c.Pos()
	}
	return Insert(pos, line+"\n"+f.Indent(pos))
}

// Into returns the edits that put a line in front of the statements of a literal's body,
// which is part of the statement stmt.
func (f *File) Into(stmt ast.Node, body *ast.BlockStmt, line string) []analysis.TextEdit {
	indent := "\n" + f.Indent(stmt.Pos())
	if len(body.List) == 0 {
		return []analysis.TextEdit{Insert(body.Lbrace+1, indent+"\t"+line+indent)}
	}
	first := body.List[0]
	if f.tok.Line(first.Pos()) > f.tok.Line(body.Lbrace) {
		return []analysis.TextEdit{f.OnTop(first, line)}
	}
	return []analysis.TextEdit{
		Insert(first.Pos(), indent+"\t"+line+indent+"\t"),
		Insert(body.Rbrace, indent),
	}
}

// CommentAbove is the text of the comment on the lines above pos, or "".
func (f *File) CommentAbove(pos token.Pos) string {
	for _, c := range f.ast.Comments {
		alone := f.tok.LineStart(f.tok.Line(c.Pos()))+token.Pos(len(f.Indent(c.Pos()))) == c.Pos()
		if alone && f.tok.Line(c.End())+1 == f.tok.Line(pos) {
			return c.Text()
		}
	}
	return ""
}

// FirstFree returns the first of the names that is free at pos, or "".
func (f *File) FirstFree(pos token.Pos, names ...string) string {
	for _, name := range names {
		if f.Free(name, pos) {
			return name
		}
	}
	return ""
}

// NameParam gives the parameter v of a function around cur, which is called "_" or is
// the only one and without a name, a name. It reports false if that is taken.
func (f *File) NameParam(cur inspector.Cursor, v types.Object, name string) (analysis.TextEdit, bool) {
	if !f.Free(name, cur.Node().Pos()) {
		return analysis.TextEdit{}, false
	}
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		for at := range fn.Preorder((*ast.Field)(nil)) {
			field := at.Node().(*ast.Field)
			if v.Name() == "" && field.Pos() == v.Pos() && at.Parent().Node().(*ast.FieldList).NumFields() == 1 {
				return Insert(field.Pos(), name+" "), true
			}
			for _, id := range field.Names {
				if id.Pos() == v.Pos() && id.Name == "_" {
					return Replace(id, name), true
				}
			}
		}
	}
	return analysis.TextEdit{}, false
}

// Pure reports whether e is a variable, or a field of one, behind pointers too: it
// can be evaluated again.
func Pure(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return Pure(e.X)
	}
	return false
}
