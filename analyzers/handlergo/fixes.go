package handlergo

import (
	"go/ast"
	"go/types"
	"go/version"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// fixes has the goroutine of s use what lasts: a context that the request's end
// does not cancel, or a copy of gin's.
func (c *checker) fixes(f *spawns.Frame, s spawns.Spawn) []analysis.SuggestedFix {
	g := c.look(f, s)
	d := g.gravest()
	if d == nil {
		return nil
	}
	file := edit.New(c.Pass.Pass, s.Node.Pos())
	if file == nil {
		return nil
	}
	switch {
	case d.kind == ctx:
		return c.detach(file, g, s)
	case d.kind == ownContext && d.lender == "gin":
		return c.copyGin(file, f, s)
	}
	return nil
}

// runs are the expressions that s evaluates and runs.
func runs(s spawns.Spawn) []ast.Expr {
	if stmt, ok := s.Node.(*ast.GoStmt); ok {
		return []ast.Expr{stmt.Call}
	}
	return s.Run
}

// detach hands the work of the goroutine the request's context without its
// cancellation: at the one place, or by a variable that the goroutine declares.
func (c *checker) detach(file *edit.File, g *goroutine, s spawns.Spawn) []analysis.SuggestedFix {
	uses := c.contextUses(g, s)
	if len(uses) == 0 || version.Compare(file.Version(), "go1.21") < 0 {
		return nil
	}
	name, edits, ok := file.Import("context", uses[0].Pos())
	if !ok {
		return nil
	}
	text := name + ".WithoutCancel(" + file.Text(uses[0]) + ")"
	if len(uses) > 1 {
		first := c.firstStatement(s, uses)
		v := file.FirstFree(uses[0].Pos(), "ctx", "detached")
		if first == nil || v == "" {
			return nil
		}
		edits = append(edits, file.Before(first, v+" := "+text))
		text = v
	}
	for _, e := range uses {
		edits = append(edits, edit.Replace(e, text))
	}
	return []analysis.SuggestedFix{{Message: "Use the context without its cancellation", TextEdits: edits}}
}

// contextUses returns the arguments in the goroutine that are the request's own
// context; none if it uses one that is made from that outside, or uses it elsewhere.
func (c *checker) contextUses(g *goroutine, s spawns.Spawn) []ast.Expr {
	var uses []ast.Expr
	plain := true
	texts := map[string]bool{}
	for _, run := range runs(s) {
		ast.Inspect(run, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fn, _ := typeutil.Callee(c.info, call).(*types.Func)
			for _, a := range call.Args {
				if !shape.IsContext(c.info.TypeOf(a)) || c.harmless(fn) || c.declaredIn(run, a) {
					continue
				}
				if d := g.value(a, nil, 0); d != nil && d.kind == ctx && !isDerivation(c.info, a) {
					plain = plain && c.own(a)
					texts[d.text] = true
					uses = append(uses, a)
				}
			}
			return true
		})
	}
	for _, d := range g.found {
		plain = plain && (d.kind != ctx || texts[d.text])
	}
	if !plain {
		return nil
	}
	return uses
}

// declaredIn reports whether e is a variable that n declares.
func (c *checker) declaredIn(n ast.Node, e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	obj := c.info.Uses[id]
	return obj != nil && n.Pos() <= obj.Pos() && obj.Pos() < n.End()
}

// isDerivation reports whether e makes a context from another one, which it is
// handed.
func isDerivation(info *types.Info, e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && len(call.Args) > 0
}

// own reports whether e is the request's own context, without a deadline that the
// function has added: a parameter, or asked of the request.
func (c *checker) own(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return len(e.Args) == 0
	case *ast.Ident:
		v, ok := c.info.Uses[e].(*types.Var)
		if !ok {
			return false
		}
		values := c.Values(v)
		return len(values) == 0 && c.IsParam(v) || len(values) == 1 && !c.IsParam(v) && c.own(values[0])
	}
	return false
}

// firstStatement returns the first statement of the function literal that the
// goroutine runs, if all the uses stand in it and are of one expression; or nil.
func (c *checker) firstStatement(s spawns.Spawn, uses []ast.Expr) ast.Stmt {
	for _, run := range runs(s) {
		if call, ok := run.(*ast.CallExpr); ok {
			run = call.Fun
		}
		lit, ok := ast.Unparen(run).(*ast.FuncLit)
		if !ok || len(lit.Body.List) == 0 {
			continue
		}
		for _, e := range uses {
			inside := lit.Body.Pos() <= e.Pos() && e.End() <= lit.Body.End()
			if !inside || types.ExprString(e) != types.ExprString(uses[0]) {
				return nil
			}
		}
		return lit.Body.List[0]
	}
	return nil
}

// copyGin has the goroutine of s use a copy of gin's context, if it only reads from
// that: a copy has nothing to write to.
func (c *checker) copyGin(file *edit.File, f *spawns.Frame, s spawns.Spawn) []analysis.SuggestedFix {
	stmt, ok := s.Node.(*ast.GoStmt)
	if !ok || shape.Statements(c.Parent(stmt)) == nil {
		return nil
	}
	uses := c.ginUses(stmt)
	if len(uses) == 0 {
		return nil
	}
	const message = "Use a copy of the context"
	v := c.info.Uses[uses[0]]
	for _, id := range uses {
		if c.info.Uses[id] != v || !c.reads(id, 0) {
			return nil
		}
	}
	if len(uses) == 1 && c.Parent(uses[0]) == stmt.Call {
		return []analysis.SuggestedFix{{Message: message, TextEdits: []analysis.TextEdit{edit.Insert(uses[0].End(), ".Copy()")}}}
	}
	name := v.Name() + "Copy"
	if !file.Free(name, uses[0].Pos()) || c.copiedBefore(f, stmt) {
		return nil
	}
	edits := []analysis.TextEdit{file.Before(stmt, name+" := "+v.Name()+".Copy()")}
	for _, id := range uses {
		edits = append(edits, edit.Replace(id, name))
	}
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// ginUses returns the uses in stmt of gin's contexts from outside.
func (c *checker) ginUses(stmt *ast.GoStmt) []*ast.Ident {
	var uses []*ast.Ident
	ast.Inspect(stmt, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !c.declaredIn(stmt, id) && lenders[nameOf(c.info.TypeOf(id))].framework == "gin" {
			uses = append(uses, id)
		}
		return true
	})
	return uses
}

// copiedBefore reports whether a goroutine that f starts before uses gin's context:
// the names of the copies would collide.
func (c *checker) copiedBefore(f *spawns.Frame, stmt *ast.GoStmt) bool {
	for _, n := range f.Starts {
		if other, ok := n.(*ast.GoStmt); ok && other.Pos() < stmt.Pos() && len(c.ginUses(other)) > 0 {
			return true
		}
	}
	return false
}

// readers are the methods of gin's context that work on a copy, whose request has
// been answered.
var readers = map[string]bool{
	"Get": true, "MustGet": true, "Value": true, "GetString": true, "GetBool": true, "GetInt": true, "GetInt64": true, "GetUint": true,
	"GetUint64": true, "GetFloat64": true, "GetTime": true, "GetDuration": true, "GetStringSlice": true, "GetStringMap": true,
	"GetStringMapString": true, "GetHeader": true, "ClientIP": true, "RemoteIP": true, "FullPath": true, "Param": true, "Query": true,
	"DefaultQuery": true, "GetQuery": true, "QueryArray": true, "QueryMap": true, "Cookie": true, "ContentType": true, "HandlerName": true,
}

// requestFields are the fields of a request that outlast it.
var requestFields = map[string]bool{
	"Header": true, "URL": true, "Method": true, "Host": true, "RemoteAddr": true, "RequestURI": true, "Proto": true,
	"UserAgent": true, "Referer": true,
}

// reads reports whether the use id of gin's context only reads what a copy has.
func (c *checker) reads(id *ast.Ident, depth int) bool {
	switch p := c.Parent(id).(type) {
	case *ast.SelectorExpr:
		if p.Sel.Name == "Request" {
			field, ok := c.Parent(p).(*ast.SelectorExpr)
			return ok && requestFields[field.Sel.Name]
		}
		return readers[p.Sel.Name]
	case *ast.CallExpr:
		t := c.Target(p.Fun)
		if t.Frame == nil || depth > 3 {
			return false
		}
		for i, a := range p.Args {
			if a == id && i < t.Frame.Sig.Params().Len() {
				return c.paramReads(t.Frame, t.Frame.Sig.Params().At(i), depth+1)
			}
		}
	}
	return false
}

// paramReads reports whether all uses of the parameter v of f only read.
func (c *checker) paramReads(f *spawns.Frame, v *types.Var, depth int) bool {
	only := !types.IsInterface(v.Type())
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && only && c.info.Uses[id] == v {
			only = c.reads(id, depth)
		}
		return only
	})
	return only
}
