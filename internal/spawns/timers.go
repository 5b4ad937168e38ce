package spawns

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// firesOnce reports whether the channel yields one value only, however often
// the loop receives from it: that of a time.Timer which nobody sets again, or
// of a time.After called before the loop.
func (c *Checker) firesOnce(loop ast.Node, ch ast.Expr) bool {
	sel, ok := ast.Unparen(ch).(*ast.SelectorExpr)
	timer := ok && shape.IsNamed(c.info.TypeOf(sel.X), "time", "Timer")
	if timer {
		ch = sel.X
	}
	obj := c.Object(ch)
	v := c.Vars[obj]
	if obj == nil || v == nil || len(v.Values) == 0 || v.address || c.assignedIn(loop, obj) {
		return false // not seen whole, or made anew
	}
	if timer {
		return !c.resets(obj)
	}
	for _, val := range v.Values {
		call, ok := ast.Unparen(val.Expr).(*ast.CallExpr)
		if !ok {
			return false
		}
		fn, ok := typeutil.Callee(c.info, call).(*types.Func)
		if !ok || fn.FullName() != "time.After" {
			return false
		}
	}
	return true
}

// assignedIn reports whether the loop gives obj another value.
func (c *Checker) assignedIn(loop ast.Node, obj types.Object) bool {
	for _, val := range c.Vars[obj].Values {
		if within(val.At, loop) {
			return true
		}
	}
	return false
}

// resets reports whether the package calls Reset on the timer obj, or hands the
// timer to somebody who may.
func (c *Checker) resets(obj types.Object) bool {
	for id, used := range c.info.Uses {
		if used != obj {
			continue
		}
		var n ast.Node = id
		if sel, ok := c.Parent(n).(*ast.SelectorExpr); ok && sel.Sel == id {
			n = sel
		}
		switch p := c.Parent(n).(type) {
		case *ast.SelectorExpr:
			if p.Sel.Name == "Reset" {
				return true
			}
		case *ast.AssignStmt:
			for _, r := range p.Rhs {
				if r == n {
					return true
				}
			}
		case *ast.CallExpr, *ast.KeyValueExpr, *ast.CompositeLit, *ast.ReturnStmt:
			return true
		}
	}
	return false
}
