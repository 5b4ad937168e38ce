package servertimeout

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/servers"
)

// limit is what fixes set: it cuts no upload off.
const limit = "ReadHeaderTimeout"

// A fixer makes the fix of what is at cur.
type fixer struct {
	*checker
	file  *edit.File
	cur   inspector.Cursor
	value string // of the field: "10 * time.Second"
	edits []analysis.TextEdit
}

// fixer returns nil where nothing can be fixed.
func (c *checker) fixer(cur inspector.Cursor) *fixer {
	pos := cur.Node().Pos()
	file := edit.New(c.Pass.Pass, pos)
	if file == nil {
		return nil
	}
	name, edits, ok := file.Import("time", pos)
	if !ok {
		return nil
	}
	return &fixer{c, file, cur, "10 * " + name + ".Second", edits}
}

func (f *fixer) fix(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{Message: message, TextEdits: append(f.edits, edits...)}}
}

// fixServer sets the timeout where the server at cur, of type t, is made.
func (c *checker) fixServer(cur inspector.Cursor, t types.Type) []analysis.SuggestedFix {
	f := c.fixer(cur)
	if f == nil || !slices.Contains(fieldsOf(t), limit) {
		return nil
	}
	element := limit + ": " + f.value
	switch n := cur.Node().(type) {
	case *ast.CompositeLit:
		if !sets(n, limit) {
			return f.fix("Set "+limit, f.element(n, element))
		}
	case *ast.CallExpr: // new(http.Server)
		if f.standsAlone() && !f.file.HasComment(n.Pos(), n.End()) {
			return f.fix("Set "+limit, edit.Replace(n, "&"+f.file.Text(n.Args[0])+"{"+element+"}"))
		}
	case *ast.ValueSpec: // var srv http.Server
		if len(n.Names) == 1 {
			return f.fix("Set "+limit, f.declaration(n, f.file.Text(n.Type)+"{"+element+"}"))
		}
	}
	return nil
}

func sets(lit *ast.CompositeLit, field string) bool {
	return slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		id, ok := kv.Key.(*ast.Ident)
		return ok && id.Name == field
	})
}

// element adds an element at the end of a literal, on a line of its own if the
// closing brace has one.
func (f *fixer) element(lit *ast.CompositeLit, text string) analysis.TextEdit {
	tok := f.Fset.File(lit.Pos())
	line := tok.LineStart(tok.Line(lit.Rbrace))
	indent := f.file.Indent(lit.Rbrace)
	switch {
	case line+token.Pos(len(indent)) == lit.Rbrace:
		return edit.Insert(line, indent+"\t"+text+",\n")
	case len(lit.Elts) == 0:
		return edit.Insert(lit.Rbrace, text)
	}
	return edit.Insert(lit.Elts[len(lit.Elts)-1].End(), ", "+text)
}

// standsAlone reports whether a composite literal can stand at cur without
// parentheses.
func (f *fixer) standsAlone() bool {
	switch f.cur.ParentEdgeKind() {
	case edge.AssignStmt_Rhs:
		return f.cur.Parent().ParentEdgeKind() == edge.BlockStmt_List
	case edge.ValueSpec_Values, edge.KeyValueExpr_Value, edge.ReturnStmt_Results:
		return true
	}
	return false
}

// declaration gives the variable of spec a value: in a function by :=.
func (f *fixer) declaration(spec *ast.ValueSpec, value string) analysis.TextEdit {
	name := f.file.Text(spec.Names[0])
	decl := f.cur.Parent()
	if decl.ParentEdgeKind() == edge.DeclStmt_Decl && !decl.Node().(*ast.GenDecl).Lparen.IsValid() {
		return edit.Replace(decl.Node(), name+" := "+value)
	}
	return analysis.TextEdit{Pos: spec.Pos(), End: spec.Type.End(), NewText: []byte(name + " = " + value)}
}

// A serving says how the call of a maker becomes one of a method of http.Server:
// which arguments go where. The handler is argument -1 if it is the receiver.
type serving struct {
	addr, handler int
	method        string
	args          []int
}

const (
	receiver = -1 - iota
	none
)

var servings = map[servers.Func]serving{
	{Pkg: "net/http", Name: "ListenAndServe"}:                              {0, 1, "ListenAndServe", nil},
	{Pkg: "net/http", Name: "ListenAndServeTLS"}:                           {0, 3, "ListenAndServeTLS", []int{1, 2}},
	{Pkg: "net/http", Name: "Serve"}:                                       {none, 1, "Serve", []int{0}},
	{Pkg: "net/http", Name: "ServeTLS"}:                                    {none, 1, "ServeTLS", []int{0, 2, 3}},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "Run"}:         {0, receiver, "ListenAndServe", nil},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "RunTLS"}:      {0, receiver, "ListenAndServeTLS", []int{1, 2}},
	{Pkg: "github.com/gin-gonic/gin", Recv: "Engine", Name: "RunListener"}: {none, receiver, "Serve", []int{0}},
}

// fixCall sets the timeout of the server that the call at cur makes.
func (c *checker) fixCall(cur inspector.Cursor, fn servers.Func, m maker) []analysis.SuggestedFix {
	call := cur.Node().(*ast.CallExpr)
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	f := c.fixer(cur)
	if !ok || f == nil {
		return nil
	}
	if m.field != "" {
		stmt, ok := edit.Statement(cur)
		if !ok || !edit.Pure(sel.X) || !f.promotes(sel.X, m.field, fn.Pkg) {
			return nil
		}
		return f.fix("Set "+limit, f.file.Before(stmt.Node(), f.file.Text(sel.X)+"."+m.field+"."+limit+" = "+f.value))
	}
	s, ok := servings[fn]
	if !ok || !f.plain(sel, call, s) {
		return nil
	}
	http, imports, ok := f.file.Import("net/http", call.Pos())
	if !ok {
		return nil
	}
	f.edits = append(f.edits, imports...)
	return f.ownServer(call, sel, s, http)
}

// plain reports whether each argument of the call is there, and can be moved.
func (f *fixer) plain(sel *ast.SelectorExpr, call *ast.CallExpr, s serving) bool {
	want := len(s.args)
	for _, i := range []int{s.addr, s.handler} {
		if i >= 0 {
			want++
		}
	}
	return len(call.Args) == want && !call.Ellipsis.IsValid() && !f.file.HasComment(call.Pos(), call.End()) &&
		(s.handler != receiver || edit.Pure(sel.X))
}

// ownServer has a server with the timeout serve: one declared in front of the
// statement, if that is possible and the function makes no other.
func (f *fixer) ownServer(call *ast.CallExpr, sel *ast.SelectorExpr, s serving, http string) []analysis.SuggestedFix {
	var fields, args []string
	if s.addr >= 0 {
		fields = append(fields, "Addr: "+f.file.Text(call.Args[s.addr]))
	}
	switch {
	case s.handler == receiver:
		fields = append(fields, "Handler: "+f.engine(sel))
	case !f.TypesInfo.Types[call.Args[s.handler]].IsNil():
		fields = append(fields, "Handler: "+f.file.Text(call.Args[s.handler]))
	}
	fields = append(fields, limit+": "+f.value)
	for _, i := range s.args {
		args = append(args, f.file.Text(call.Args[i]))
	}
	does := "." + s.method + "(" + strings.Join(args, ", ") + ")"
	const message = "Serve with an http.Server that has a ReadHeaderTimeout"
	stmt, ok := edit.Statement(f.cur)
	name := f.file.FirstFree(call.Pos(), "srv", "server", "httpServer")
	if !ok || name == "" || f.makesOthers(call) {
		return f.fix(message, edit.Replace(call, "(&"+http+".Server{"+strings.Join(fields, ", ")+"})"+does))
	}
	lines := append([]string{name + " := &" + http + ".Server{"}, fields...)
	for i := range fields {
		lines[i+1] = "\t" + fields[i] + ","
	}
	return f.fix(message, f.file.Before(stmt.Node(), append(lines, "}")...), edit.Replace(call, name+does))
}

// engine is the handler that gin's Run serves.
func (f *fixer) engine(sel *ast.SelectorExpr) string {
	text := f.file.Text(sel.X)
	if f.promotes(sel.X, "Handler", "github.com/gin-gonic/gin") {
		return text + ".Handler()"
	}
	return text
}

// promotes reports whether the field or method of e with that name is one that
// the package declares.
func (f *fixer) promotes(e ast.Expr, name, pkg string) bool {
	obj, _, _ := types.LookupFieldOrMethod(f.TypesInfo.TypeOf(e), true, f.Pkg, name)
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == pkg
}

// makesOthers reports whether another call in the function makes a server.
func (f *fixer) makesOthers(call *ast.CallExpr) bool {
	for decl := range f.cur.Enclosing((*ast.FuncDecl)(nil)) {
		for cur := range decl.Preorder((*ast.CallExpr)(nil)) {
			other := cur.Node().(*ast.CallExpr)
			if _, ok := servings[servers.FuncOf(f.TypesInfo, other)]; ok && other != call {
				return true
			}
		}
	}
	return false
}
