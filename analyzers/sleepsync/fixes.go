package sleepsync

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// fixes returns the fix of the sleep at cur that ends the function when the
// context is cancelled, for one that goes on and on:
//
//	time.Sleep(d)
//
// becomes
//
//	select {
//	case <-ctx.Done():
//		return ctx.Err()
//	case <-time.After(d):
//	}
func (c *checker) fixes(cur inspector.Cursor, ctx athand.Context) []analysis.SuggestedFix {
	call := cur.Node().(*ast.CallExpr)
	file := edit.New(c.Pass.Pass, call.Pos())
	sleep, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || file == nil || ctx.Unnamed || !ctx.Certain() || file.HasComment(call.Pos(), call.End()) {
		return nil
	}
	if fn, ok := typeutil.Callee(c.TypesInfo, call).(*types.Func); !ok || fn.FullName() != "time.Sleep" {
		return nil
	}
	loop, looped := loopAround(cur)
	if !edit.InList(cur.Parent()) || looped && functionAround(loop) != functionAround(cur) || !looped && !c.retries(cur) {
		return nil
	}
	l := &leaving{c, file, cur, cur.Parent(), ctx.Expr}
	if looped {
		l.from = loop
	}
	leave, ok := l.statement()
	if !ok {
		return nil
	}
	end, comment := call.End(), ""
	if behind := file.Behind(call); behind != nil {
		end, comment = behind.End(), " "+file.Text(behind)
	}
	lines := []string{"select {", fmt.Sprintf("case <-%s.Done():", ctx.Expr)}
	if leave != "" {
		lines = append(lines, "\t"+leave)
	}
	lines = append(lines,
		fmt.Sprintf("case <-%s.After(%s):%s", file.Text(sleep.X), file.Text(call.Args[0]), comment),
		"}")
	text := strings.Join(lines, "\n"+file.Indent(call.Pos()))
	return []analysis.SuggestedFix{{
		Message:   "Wait for a timer and " + ctx.Expr + ".Done()",
		TextEdits: []analysis.TextEdit{{Pos: call.Pos(), End: end, NewText: []byte(text)}},
	}}
}

// leaving makes the statement by which a function is left in place of a sleep
// when a context is cancelled.
type leaving struct {
	*checker
	file  *edit.File
	sleep inspector.Cursor
	from  inspector.Cursor // the loop around the sleep, or its statement
	ctx   string
}

// statement returns that statement, "" if it is the next one anyway. There is none where
// the function still has something to do, or does not return an error to tell by.
func (l *leaving) statement() (string, bool) {
	if next, ok := l.sleep.Parent().NextSibling(); ok {
		if ret, ok := next.Node().(*ast.ReturnStmt); ok && len(ret.Results) == 0 {
			return "", true
		}
	}
	fn := functionAround(l.sleep)
	if l.cleansUp(fn) {
		return "", false
	}
	if text, ok, known := l.elsewhere(fn); known {
		return text, ok
	}
	var ftype *ast.FuncType
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		ftype = fn.Type
	case *ast.FuncLit:
		ftype = fn.Type
	default:
		return "", false
	}
	if ftype.Results.NumFields() == 0 {
		return "return", !l.goesOn()
	}
	var values []string
	for _, field := range ftype.Results.List {
		for i := range max(len(field.Names), 1) {
			value, ok := l.value(field, i)
			if !ok {
				return "", false
			}
			values = append(values, value)
		}
	}
	if last := ftype.Results.List[len(ftype.Results.List)-1]; !l.isError(last.Type) {
		return "", false
	}
	values[len(values)-1] = l.ctx + ".Err()"
	return "return " + strings.Join(values, ", "), true
}

// cleansUp reports whether the function closes, unlocks or counts down something
// behind the sleep that a return would leave out.
func (l *leaving) cleansUp(fn ast.Node) bool {
	found, from := false, l.sleep.Node().End()
	if next, ok := l.sleep.Parent().NextSibling(); ok && l.from.Valid() {
		if branch, ok := next.Node().(*ast.BranchStmt); ok && branch.Tok == token.CONTINUE && branch.Label == nil {
			from = l.from.Node().End() // what stands between is left out anyhow
		}
	}
	ast.Inspect(shape.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt:
			return false
		case *ast.CallExpr:
			name := callName(n)
			_, value := l.TypesInfo.TypeOf(n).(*types.Chan) // ctx.Done()
			found = found || n.Pos() > from && !value && cleaning[name[strings.LastIndexByte(name, '.')+1:]]
		}
		return !found
	})
	return found
}

// cleaning are the names of functions that end what was begun.
var cleaning = map[string]bool{
	"Close": true, "close": true, "Unlock": true, "RUnlock": true, "Done": true, "Stop": true, "cancel": true,
	"Release": true, "Rollback": true, "Shutdown": true,
}

// goesOn reports whether the function does something behind l.from.
func (l *leaving) goesOn() bool {
	fn := functionAround(l.sleep)
	for at := l.from; at.Node() != fn; at = at.Parent() {
		if !edit.InList(at) {
			continue
		}
		if next, ok := at.NextSibling(); ok {
			_, isReturn := next.Node().(*ast.ReturnStmt)
			return !isReturn
		}
	}
	return false
}

// elsewhere returns how the function is left elsewhere when the context is
// cancelled, if known: by the return statement in the clause of a select, or in a
// branch, if it stands for the same at the sleep.
func (l *leaving) elsewhere(fn ast.Node) (text string, ok, known bool) {
	cur, found := l.root.FindNode(fn)
	if !found {
		return "", false, false
	}
	for at := range cur.Preorder((*ast.CommClause)(nil), (*ast.IfStmt)(nil)) {
		var body []ast.Stmt
		switch n := at.Node().(type) {
		case *ast.CommClause:
			if ch := shape.Received(n.Comm); ch != nil && types.ExprString(ch) == l.ctx+".Done()" {
				body = n.Body
			}
		case *ast.IfStmt:
			if types.ExprString(n.Cond) == l.ctx+".Err() != nil" {
				body = n.Body.List
			}
		}
		if body == nil || functionAround(at) != fn {
			continue
		}
		ret, isReturn := body[len(body)-1].(*ast.ReturnStmt)
		if !isReturn {
			return "", false, true
		}
		if text := l.file.Text(ret); !strings.ContainsAny(text, "\"`") {
			return text, l.sameHere(ret), true
		} // else it says what was under way there
	}
	return "", false, false
}

// sameHere reports whether the names in a return statement stand for the same
// things at the sleep.
func (l *leaving) sameHere(ret *ast.ReturnStmt) bool {
	same := true
	ast.Inspect(ret, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			same = false
		case *ast.SelectorExpr:
			ast.Inspect(n.X, func(x ast.Node) bool {
				if id, ok := x.(*ast.Ident); ok {
					same = same && l.file.Means(id.Name, l.TypesInfo.Uses[id], l.sleep.Node().Pos())
				}
				return same
			})
			return false
		case *ast.Ident:
			same = same && l.file.Means(n.Name, l.TypesInfo.Uses[n], l.sleep.Node().Pos())
		}
		return same
	})
	return same && !l.file.HasComment(ret.Pos(), ret.End())
}

// value returns what the function returns for a result: the value that it has,
// if it has a name, or else the zero value.
func (l *leaving) value(field *ast.Field, i int) (string, bool) {
	if len(field.Names) > 0 && field.Names[i].Name != "_" {
		name := field.Names[i]
		return name.Name, l.isError(field.Type) || l.file.Means(name.Name, l.TypesInfo.Defs[name], l.sleep.Node().Pos())
	}
	t := l.TypesInfo.TypeOf(field.Type)
	if t == nil {
		return "", false
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return "", false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch info := u.Info(); {
		case info&types.IsBoolean != 0:
			return "false", true
		case info&types.IsString != 0:
			return `""`, true
		case info&types.IsNumeric != 0:
			return "0", true
		}
		return "nil", u.Kind() == types.UnsafePointer
	case *types.Struct, *types.Array:
		return l.file.Text(field.Type) + "{}", l.meansType(field.Type)
	}
	return "nil", true
}

// meansType reports whether a type is a name that has its meaning at the sleep.
func (l *leaving) meansType(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return l.file.Means(x.Name, l.TypesInfo.Uses[x], l.sleep.Node().Pos())
	case *ast.SelectorExpr:
		id, ok := x.X.(*ast.Ident)
		return ok && l.file.Means(id.Name, l.TypesInfo.Uses[id], l.sleep.Node().Pos())
	}
	return false
}
