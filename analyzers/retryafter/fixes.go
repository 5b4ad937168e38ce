package retryafter

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// seconds is the value of Retry-After that fixes set.
const seconds = "1"

// setting holds how the header is set by what a handler answers with (%s).
var setting = map[string]string{
	"net/http.ResponseWriter":                           `%s.Header().Set("Retry-After", %q)`,
	"github.com/gin-gonic/gin.Context":                  `%s.Header("Retry-After", %q)`,
	"github.com/labstack/echo/v4.Context":               `%s.Response().Header().Set("Retry-After", %q)`,
	"github.com/labstack/echo/v5.Context":               `%s.Response().Header().Set("Retry-After", %q)`,
	"github.com/gofiber/fiber/v2.Ctx":                   `%s.Set("Retry-After", %q)`,
	"github.com/gofiber/fiber/v3.Ctx":                   `%s.Set("Retry-After", %q)`,
	"github.com/valyala/fasthttp.RequestCtx":            `%s.Response.Header.Set("Retry-After", %q)`,
	"github.com/cloudwego/hertz/pkg/app.RequestContext": `%s.Header("Retry-After", %q)`,
	"github.com/emicklei/go-restful.Response":           `%s.Header().Set("Retry-After", %q)`,
	"github.com/emicklei/go-restful/v3.Response":        `%s.Header().Set("Retry-After", %q)`,
}

// resetting holds the functions that forget the headers set before.
var resetting = map[string]bool{"(*github.com/valyala/fasthttp.RequestCtx).Error": true}

// fixes sets the header in front of the statement around the call or error at
// pos.
func (c *checker) fixes(pos, end token.Pos) []analysis.SuggestedFix {
	cur, ok := c.answerAt(pos, end)
	if !ok {
		return nil
	}
	file := edit.New(c.Pass.Pass, pos)
	stmt, ok := edit.Statement(cur)
	if file == nil || !ok {
		return nil
	}
	set := c.setter(file, cur, stmt)
	if set == "" {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "Set Retry-After",
		TextEdits: []analysis.TextEdit{file.Before(stmt.Node(), set)},
	}}
}

// answerAt returns the call that ends at end and is handed 429, by name or number,
// or the error at pos.
func (c *checker) answerAt(pos, end token.Pos) (inspector.Cursor, bool) {
	root := c.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	cur, ok := root.FindByPos(pos, end)
	for ; ok && cur.Node() != nil; cur = cur.Parent() {
		switch n := cur.Node().(type) {
		case *ast.CallExpr:
			for _, a := range n.Args {
				if v := c.TypesInfo.Types[a].Value; v != nil && v.Kind() == constant.Int && constant.Compare(v, token.EQL, constant.MakeInt64(429)) {
					fn, _ := typeutil.Callee(c.TypesInfo, n).(*types.Func)
					return cur, fn == nil || !resetting[fn.FullName()]
				}
			}
			return cur, false
		case *ast.SelectorExpr:
			if answers[objectName(c.TypesInfo.Uses[n.Sel])] && cur.ParentEdgeKind() == edge.ReturnStmt_Results {
				return cur, true
			}
		case ast.Stmt:
			return cur, false
		}
	}
	return cur, false
}

// setter returns the statement that sets the header: by what the answer at cur is
// made with, or is handed, or else, unless the statement may just keep it, by the
// parameters of the function around it.
func (c *checker) setter(file *edit.File, cur, stmt inspector.Cursor) string {
	var with []ast.Expr
	if call, ok := cur.Node().(*ast.CallExpr); ok {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && c.TypesInfo.Selections[sel] != nil {
			with = append(with, sel.X)
		}
		with = append(with, call.Args...)
	}
	for _, e := range with {
		if set := c.settingOf(c.TypesInfo.TypeOf(e)); set != "" {
			if !edit.Pure(e) {
				return ""
			}
			return fmt.Sprintf(set, file.Text(e), seconds)
		}
	}
	switch stmt.Node().(type) {
	case *ast.ReturnStmt, *ast.ExprStmt:
		for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
			return c.byParam(file, fn, cur.Node().Pos())
		}
	}
	return ""
}

// byParam sets the header by the first parameter of fn that can.

func (c *checker) byParam(file *edit.File, fn inspector.Cursor, pos token.Pos) string {
	params := fn.Node()
	switch n := fn.Node().(type) {
	case *ast.FuncDecl:
		params = n.Type.Params
	case *ast.FuncLit:
		params = n.Type.Params
	}
	found := ""
	ast.Inspect(params, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && found == "" {
			if v, ok := c.TypesInfo.Defs[id].(*types.Var); ok && id.Name != "_" && file.Means(id.Name, v, pos) {
				if set := c.settingOf(v.Type()); set != "" {
					found = fmt.Sprintf(set, id.Name, seconds)
				}
			}
		}
		return true
	})
	return found
}

// settingOf is how something of type t sets a header; "" if it does not.
func (c *checker) settingOf(t types.Type) string {
	if t == nil {
		return ""
	}
	if set := setting[summary.TypeKey(t)]; set != "" {
		return set
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, c.Pkg, "Header")
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Params().Len() > 0 || fn.Signature().Results().Len() != 1 ||
		summary.TypeKey(fn.Signature().Results().At(0).Type()) != "net/http.Header" {
		return ""
	}
	return setting["net/http.ResponseWriter"]
}
