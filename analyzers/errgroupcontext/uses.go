package errgroupcontext

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/observe"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A use is an expression that is a context, and what it is used for.
type use struct {
	expr  ast.Expr
	call  *ast.CallExpr // that it is an argument of, or nil
	waits bool          // its Done is received from
}

// uses returns what the contexts of set are used for below cur, in source order.
func (c *checker) uses(cur inspector.Cursor, set map[path]bool) []use {
	var all []use
	for at := range cur.Preorder((*ast.Ident)(nil), (*ast.SelectorExpr)(nil), (*ast.CallExpr)(nil)) {
		e := at.Node().(ast.Expr)
		t := c.TypesInfo.TypeOf(e)
		if t == nil || !set[c.pathOf(e)] {
			continue
		}
		u, ok := c.useAt(at, e)
		if ok && (shape.IsContext(t) || behaves(t) && c.asContext(u)) {
			all = append(all, u)
		}
	}
	return all
}

// behaves reports whether a t, such as *gin.Context, can be used as a context.
func behaves(t types.Type) bool {
	return shape.HasMethod(t, "Done") && shape.HasMethod(t, "Err") && shape.HasMethod(t, "Deadline") && shape.HasMethod(t, "Value")
}

// asContext reports whether the use is an argument where a context is asked for.
func (c *checker) asContext(u use) bool {
	if u.call == nil {
		return false
	}
	sig, ok := c.TypesInfo.TypeOf(u.call.Fun).(*types.Signature)
	if !ok {
		return false
	}
	for i, arg := range u.call.Args {
		if ast.Unparen(arg) == u.expr && i < sig.Params().Len() {
			return shape.IsContext(sig.Params().At(i).Type())
		}
	}
	return false
}

// useAt tells what the context e at cur is used for, if that is work.
func (c *checker) useAt(cur inspector.Cursor, e ast.Expr) (use, bool) {
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	switch cur.ParentEdgeKind() {
	case edge.CallExpr_Args:
		call := cur.Parent().Node().(*ast.CallExpr)
		return use{expr: e, call: call}, c.isWork(call)
	case edge.KeyValueExpr_Value:
		return use{expr: e}, cur.Parent().ParentEdgeKind() == edge.CompositeLit_Elts
	case edge.SelectorExpr_X:
		sel := cur.Parent().Node().(*ast.SelectorExpr)
		return use{expr: e, waits: true}, sel.Sel.Name == "Done" && received(cur.Parent())
	}
	return use{}, false
}

// received reports whether the method at cur is called and what it returns
// received from.
func received(cur inspector.Cursor) bool {
	if cur.ParentEdgeKind() != edge.CallExpr_Fun {
		return false
	}
	call := cur.Parent()
	u, ok := call.Parent().Node().(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

// isWork reports whether the call does something that a context can cut short.
func (c *checker) isWork(call *ast.CallExpr) bool {
	if c.TypesInfo.Types[call.Fun].IsType() {
		return false
	}
	fn := typeutil.Callee(c.TypesInfo, call)
	f, ok := fn.(*types.Func)
	if !ok {
		_, builtin := fn.(*types.Builtin)
		return !builtin // a function value
	}
	return !observe.Only(f) && !looks(f) && !cleansUp(f.Name())
}

// looks reports whether fn only looks something up in a context, by what it is
// called and returns.
func looks(fn *types.Func) bool {
	name := fn.Name()
	if strings.Contains(name, "FromContext") || strings.Contains(name, "FromCtx") || strings.HasSuffix(name, "IncomingContext") {
		return true
	}
	if fn.Pkg() != nil && fn.Pkg().Path() == "context" {
		return name == "Cause" || name == "WithoutCancel" || name == "AfterFunc"
	}
	sig := fn.Signature()
	if sig.Params().Len() != 1 || sig.Results().Len() == 0 {
		return false
	}
	for r := range sig.Results().Variables() {
		if types.Identical(r.Type(), types.Universe.Lookup("error").Type()) {
			return false
		}
		if _, ok := r.Type().Underlying().(*types.Signature); ok {
			return false
		}
	}
	return true
}

// cleaning begin the names of functions that clean up.
var cleaning = []string{"close", "shutdown", "rollback", "unlock", "release", "cleanup", "stop", "flush", "disconnect", "abort"}

func cleansUp(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range cleaning {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
