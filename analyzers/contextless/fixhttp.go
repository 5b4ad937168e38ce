package contextless

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"

	"github.com/concurrencylint/concurrencylint/internal/edit"
)

// methods holds the HTTP methods of the functions that send a request at once.
var methods = map[string]string{
	"Get": "MethodGet", "Head": "MethodHead", "Post": "MethodPost", "PostForm": "MethodPost",
}

// request replaces http.Get and its kin by a request with the context and Do. The
// error of making the request is handled as that of sending it is:
//
//	resp, err := http.Get(u)
//	if err != nil {
//		return err
//	}
//
// becomes
//
//	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
//	if err != nil {
//		return err
//	}
//	resp, err := http.DefaultClient.Do(req)
//	if err != nil {
//		return err
//	}
func (f *fixer) request(instead string) (string, []analysis.TextEdit) {
	sel, ok := ast.Unparen(f.call.Fun).(*ast.SelectorExpr)
	if !ok || !strings.HasPrefix(instead, "use http.NewRequestWithContext(") || methods[sel.Sel.Name] == "" || f.spreads() {
		return "", nil
	}
	client, ok := f.client(sel)
	if !ok || f.file.HasComment(f.call.Pos(), f.call.End()) {
		return "", nil
	}
	s := f.statement()
	if s == nil {
		return "", nil
	}
	req := ""
	for _, name := range []string{"req", "request", "httpReq"} {
		if f.file.Free(name, f.call.Pos()) {
			req = name
			break
		}
	}
	http, edits, ok := f.file.Import("net/http", f.call.Pos())
	if req == "" || !ok {
		return "", nil
	}
	lines, more, ok := f.making(s, req, http, sel.Sel.Name)
	if !ok {
		return "", nil
	}
	indent := f.file.Indent(s.stmt.Pos())
	text := strings.Join(lines, "\n"+indent) + "\n" + indent
	edits = append(edits, more...)
	return "Send a request with the context", append(edits,
		edit.Insert(s.stmt.Pos(), text), edit.Replace(f.call, client+".Do("+req+")"))
}

// client returns the expression for the client that the call uses: a name or a
// field, which is evaluated later now.
func (f *fixer) client(sel *ast.SelectorExpr) (string, bool) {
	if pkg := f.packageOf(sel); pkg != nil {
		return f.file.Text(sel.X) + ".DefaultClient", pkg.Path() == "net/http"
	}
	for e := sel.X; ; {
		switch x := e.(type) {
		case *ast.Ident:
			return f.file.Text(sel.X), true
		case *ast.SelectorExpr:
			e = x.X
		default:
			return "", false
		}
	}
}

// A sendStmt is the statement that sends a request, and how it handles errors.
type sendStmt struct {
	stmt    ast.Stmt
	define  bool   // it declares the response
	err     string // the variable for the error; "" in a return statement
	handler string // what to do where it is not nil
}

// statement returns the statement of the call, if it is of a known form.
func (f *fixer) statement() *sendStmt {
	parent := f.cur.Parent()
	switch stmt := parent.Node().(type) {
	case *ast.ReturnStmt:
		if len(stmt.Results) == 1 && f.inBlock(parent.ParentEdgeKind()) {
			return &sendStmt{stmt: stmt, handler: "return nil, err"}
		}
	case *ast.AssignStmt:
		if len(stmt.Lhs) != 2 || len(stmt.Rhs) != 1 || !f.inBlock(parent.ParentEdgeKind()) {
			return nil
		}
		resp, ok1 := stmt.Lhs[0].(*ast.Ident)
		err, ok2 := stmt.Lhs[1].(*ast.Ident)
		next, ok3 := parent.NextSibling()
		if !ok1 || !ok2 || !ok3 || resp.Name == "_" || err.Name == "_" {
			return nil
		}
		define := stmt.Tok == token.DEFINE && f.TypesInfo.Defs[resp] != nil
		if stmt.Tok == token.DEFINE && !define {
			return nil
		}
		if handler, ok := f.handling(next.Node(), err, resp); ok {
			return &sendStmt{stmt, define, err.Name, handler}
		}
	}
	return nil
}

func (f *fixer) inBlock(kind edge.Kind) bool {
	return kind == edge.BlockStmt_List || kind == edge.CaseClause_Body || kind == edge.CommClause_Body
}

// handling returns the body of "if err != nil { ... }" if it leaves, and does not
// look at the response.
func (f *fixer) handling(n ast.Node, err, resp *ast.Ident) (string, bool) {
	branch, ok := n.(*ast.IfStmt)
	if !ok || branch.Init != nil || branch.Else != nil || !leaves(branch.Body) {
		return "", false
	}
	cond, ok := branch.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.NEQ || !f.TypesInfo.Types[cond.Y].IsNil() {
		return "", false
	}
	id, ok := cond.X.(*ast.Ident)
	if !ok || f.TypesInfo.ObjectOf(id) != f.TypesInfo.ObjectOf(err) {
		return "", false
	}
	asks := false
	ast.Inspect(branch.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		asks = asks || ok && f.TypesInfo.Uses[id] == f.TypesInfo.ObjectOf(resp)
		return !asks
	})
	if asks || f.file.HasComment(branch.Pos(), branch.End()) {
		return "", false
	}
	text := f.file.Text(branch.Body)
	return strings.TrimSpace(text[1 : len(text)-1]), true
}

// leaves reports whether the last statement of a block leads out of it.
func leaves(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	switch last := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok == token.CONTINUE || last.Tok == token.BREAK
	}
	return false
}

// making returns the lines that make the request, and further edits they need.
func (f *fixer) making(s *sendStmt, req, http, function string) ([]string, []analysis.TextEdit, bool) {
	args := make([]string, len(f.call.Args))
	for i, a := range f.call.Args {
		args[i] = f.file.Text(a)
	}
	var edits []analysis.TextEdit
	body, contentType := "nil", ""
	switch {
	case function == "Post" && len(args) == 3:
		contentType, body = args[1], args[2]
	case function == "PostForm" && len(args) == 2:
		name, more, ok := f.file.Import("strings", f.call.Pos())
		if !ok || !f.isValues(f.call.Args[1]) {
			return nil, nil, false
		}
		edits = more
		contentType, body = `"application/x-www-form-urlencoded"`, fmt.Sprintf("%s.NewReader(%s.Encode())", name, args[1])
	case len(args) != 1:
		return nil, nil, false
	}
	call := fmt.Sprintf("%s.NewRequestWithContext(%s, %s.%s, %s, %s)", http, f.ctx, http, methods[function], args[0], body)
	var lines []string
	switch {
	case s.err == "":
		lines = append(lines, req+", err := "+call)
	case s.define:
		lines = append(lines, req+", "+s.err+" := "+call)
	default: // := would declare another error
		lines = append(lines, fmt.Sprintf("var %s *%s.Request", req, http), req+", "+s.err+" = "+call)
	}
	err := s.err
	if err == "" {
		err = "err"
	}
	lines = append(lines, "if "+err+" != nil {", "\t"+s.handler, "}")
	if contentType != "" {
		lines = append(lines, fmt.Sprintf(`%s.Header.Set("Content-Type", %s)`, req, contentType))
	}
	return lines, edits, true
}

// isValues reports whether e is of type url.Values and no call.
func (f *fixer) isValues(e ast.Expr) bool {
	n, ok := types.Unalias(f.TypesInfo.TypeOf(e)).(*types.Named)
	return ok && n.Obj().Name() == "Values" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "net/url"
}
