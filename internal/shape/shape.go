// Package shape answers the small questions about syntax and types that many
// analyses ask.
package shape

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// Body returns the body of a function declaration or literal; nil if n is
// neither, or a declaration without one.
func Body(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// LoopBody returns the body of a loop; nil if n is none.
func LoopBody(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.ForStmt:
		return n.Body
	case *ast.RangeStmt:
		return n.Body
	}
	return nil
}

// Deref returns what t points to, or t.
func Deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// Named returns the named type t, or that t points to; nil if there is none.
func Named(t types.Type) *types.Named {
	n, _ := types.Unalias(Deref(t)).(*types.Named)
	return n
}

// HasMethod reports whether t, or a pointer to it, has the method.
func HasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}

// ReturnsError reports whether the last result is an error.
func ReturnsError(sig *types.Signature) bool {
	n := sig.Results().Len()
	return n > 0 && types.Identical(sig.Results().At(n-1).Type(), types.Universe.Lookup("error").Type())
}

// Called returns the identifier that names what is called; nil if there is none.
func Called(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	switch e := fun.(type) {
	case *ast.IndexExpr:
		fun = e.X
	case *ast.IndexListExpr:
		fun = e.X
	}
	switch e := fun.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	}
	return nil
}

// Calls reports whether the call names what it calls so. To ask it before the type
// checker's maps is much faster.
func Calls(call *ast.CallExpr, names ...string) bool {
	id := Called(call)
	return id != nil && slices.Contains(names, id.Name)
}

// Parents adds to parents the node around each node of root; around root there is
// nothing.
func Parents(parents map[ast.Node]ast.Node, root ast.Node) {
	stack := []ast.Node{nil}
	ast.Inspect(root, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		parents[n] = stack[len(stack)-1]
		stack = append(stack, n)
		return true
	})
}

// FuncAround returns the innermost function at or around cur; nil if there is none.
func FuncAround(cur inspector.Cursor) ast.Node {
	for fn := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		return fn.Node()
	}
	return nil
}

// Received returns the channel that a statement receives from; nil if it does not.
func Received(s ast.Stmt) ast.Expr {
	var x ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			x = s.Rhs[0]
		}
	}
	if u, ok := ast.Unparen(x).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u.X
	}
	return nil
}

// ParamIndex returns which parameter of a function v is; -1 if it is none.
func ParamIndex(sig *types.Signature, v *types.Var) int {
	return slices.Index(slices.Collect(sig.Params().Variables()), v)
}

// IsTrue reports whether e is the constant true.
func IsTrue(info *types.Info, e ast.Expr) bool {
	v := info.Types[e].Value
	return v != nil && v.Kind() == constant.Bool && constant.BoolVal(v)
}

// IsNamed reports whether t is the named type, or a pointer to it.
func IsNamed(t types.Type, pkg, name string) bool {
	if t == nil {
		return false
	}
	n := Named(t)
	return n != nil && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg
}

// IsContext reports whether t is context.Context itself.
func IsContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Context" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context"
}

// AsksContext reports whether e calls the method of that name of a context.
func AsksContext(info *types.Info, e ast.Expr, method string) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != method {
		return false
	}
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == "context"
}

// Statements returns those of a block or a clause; nil if n is neither.
func Statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// Uses reports whether obj is used in n.
func Uses(info *types.Info, n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == obj {
			found = true
		}
		return !found
	})
	return found
}
