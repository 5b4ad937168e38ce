package handlercontext

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

func isGin(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p.Elem(), "github.com/gin-gonic/gin", "Context")
}

// checkGin reports *gin.Context values that are handed on as a context.Context.
func (c *checker) checkGin() {
	for cur := range c.root.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		sig, ok := c.TypesInfo.TypeOf(call.Fun).(*types.Signature)
		if !ok {
			continue
		}
		for i, arg := range call.Args {
			t := c.TypesInfo.TypeOf(arg)
			if t == nil || !isGin(t) || i >= sig.Params().Len() || !shape.IsContext(sig.Params().At(i).Type()) {
				continue
			}
			if argCur, ok := cur.FindNode(arg); ok {
				c.checkGinArgument(argCur, cur, i)
			}
		}
	}
}

func (c *checker) checkGinArgument(cur, callCur inspector.Cursor, i int) {
	f := &flow{checker: c, origin: c.ownerOf(cur), returns: true, seen: map[*types.Var]bool{}}
	f.argument(cur, callCur, i)
	if len(f.work)+len(f.escaped) == 0 {
		return
	}
	text := types.ExprString(cur.Node().(ast.Expr))
	name := "it"
	if fn, ok := typeutil.Callee(c.TypesInfo, callCur.Node().(*ast.CallExpr)).(*types.Func); ok {
		name = fmt.Sprintf("the call of %q", fn.Name())
	}
	c.ReportOnPath(analysis.Diagnostic{
		Pos: cur.Node().Pos(),
		End: cur.Node().End(),
		Message: fmt.Sprintf("a *gin.Context is not cancelled unless the engine sets ContextWithFallback: "+
			"%s goes on when the client of {handler} has left; use %s.Request.Context()", name, text),
	})
}
