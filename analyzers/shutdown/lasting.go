package shutdown

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// lasts reports whether the function around d runs for as long as the server: it serves,
// or waits for a signal or the end of a context before it comes to d. A deadline that its
// caller set would be over by then.
func (c *checker) lasts(d down) bool {
	decl := outermost(d.cur)
	found := slices.ContainsFunc(c.serves, func(s serve) bool { return outermost(s.cur) == decl })
	ast.Inspect(decl, func(n ast.Node) bool {
		u, ok := n.(*ast.UnaryExpr)
		found = found || ok && u.Op == token.ARROW && u.Pos() < d.call.Pos() && c.tellsToStop(u.X)
		return !found
	})
	return found
}

// tellsToStop reports whether the channel yields signals of the operating system, or is
// what a method like Done returns.
func (c *checker) tellsToStop(ch ast.Expr) bool {
	t := c.info.TypeOf(ch)
	if t == nil {
		return false
	}
	_, call := ast.Unparen(ch).(*ast.CallExpr)
	of, ok := t.Underlying().(*types.Chan)
	return ok && (call && types.Identical(of.Elem().Underlying(), types.NewStruct(nil, nil)) || shape.IsNamed(of.Elem(), "os", "Signal"))
}

// handed returns the calls in the package that hand the function decl the context e, its
// parameter, if none of those contexts ever ends.
func (c *checker) handed(e ast.Expr, decl *ast.FuncDecl, depth int) []analysis.RelatedInformation {
	fn, i := c.paramOf(e, decl)
	if fn == nil || depth > 5 {
		return nil
	}
	var from []analysis.RelatedInformation
	for _, cur := range c.calls {
		call := cur.Node().(*ast.CallExpr)
		if c.callee(call) != fn || i >= len(call.Args) {
			continue
		}
		arg, around := call.Args[i], outermost(cur)
		switch {
		case around == nil:
			return nil
		case c.endless(arg, cur, around, 0):
			from = append(from, related(arg, "this context has no deadline"))
		default:
			more := c.handed(arg, around, depth+1)
			if more == nil {
				return nil
			}
			from = append(from, more...)
		}
	}
	return from
}

// paramOf returns the declared function decl and the index of its parameter that e is,
// if that is never given another value.
func (c *checker) paramOf(e ast.Expr, decl *ast.FuncDecl) (*types.Func, int) {
	id, ok := unparen(e).(*ast.Ident)
	if !ok {
		return nil, 0
	}
	fn, ok := c.info.Defs[decl.Name].(*types.Func)
	v, isVar := c.info.Uses[id].(*types.Var)
	if !ok || !isVar || len(c.definitions(v, decl)) > 0 {
		return nil, 0
	}
	i := shape.ParamIndex(fn.Signature(), v)
	if i < 0 {
		return nil, 0
	}
	return fn, i
}
