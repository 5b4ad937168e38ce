package spawns

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// limited reports whether the group whose method m is called has, or may have,
// a limit on how many goroutines run at once.
func (c *Checker) limited(call *ast.CallExpr, m *groupMethod) bool {
	if m.limit == "" {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return !ok || c.limitedGroup(c.group(sel), m.limit, 0)
}

// group returns the expression that denotes the group of a method: for a
// promoted method the embedded field, as an object.
func (c *Checker) group(sel *ast.SelectorExpr) groupRef {
	s := c.info.Selections[sel]
	if s == nil || len(s.Index()) == 1 {
		return groupRef{expr: sel.X, obj: c.Object(sel.X)}
	}
	t := s.Recv()
	var field *types.Var
	for _, i := range s.Index()[:len(s.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return groupRef{expr: sel.X}
		}
		field = st.Field(i)
		t = field.Type()
	}
	return groupRef{obj: field.Origin()}
}

// A groupRef is the variable or field that holds a group, or an expression.
type groupRef struct {
	expr ast.Expr
	obj  types.Object
}

func (c *Checker) limitedGroup(g groupRef, limit string, depth int) bool {
	if depth > maxDepth {
		return true
	}
	obj, ok := g.obj.(*types.Var)
	if !ok {
		return g.expr == nil || c.limitedValue(g.expr, limit, depth+1)
	}
	if c.limitSet(obj, limit) {
		return true
	}
	if f, i := c.paramOf(obj); f != nil {
		return c.limitedParam(f, i, limit, depth)
	}
	v := c.Vars[obj]
	_, pointer := obj.Type().Underlying().(*types.Pointer)
	if v == nil || len(v.Values) == 0 {
		return pointer // a zero group has no limit
	}
	return slices.ContainsFunc(v.Values, func(v Value) bool {
		return v.Index <= 0 && c.limitedValue(v.Expr, limit, depth+1)
	})
}

// limitSet reports whether the package calls the method limit on obj, or hands
// obj to a function that may do so.
func (c *Checker) limitSet(obj types.Object, limit string) bool {
	return c.ask("limit "+limit, obj, func() bool {
		for _, f := range c.Frames {
			for _, n := range f.Starts {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					continue
				}
				if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == limit &&
					c.group(sel).obj == obj && !c.negative(call) {
					return true
				}
				for i, a := range call.Args {
					if e := ast.Unparen(a); c.Object(e) == obj && !isSelectorOnly(e, obj) && c.limitsArgument(call, i, limit) {
						return true
					}
				}
			}
		}
		return false
	})
}

// isSelectorOnly reports whether e is a call or element of obj rather than obj itself.
func isSelectorOnly(e ast.Expr, _ types.Object) bool {
	_, ok := e.(*ast.IndexExpr)
	return ok
}

func (c *Checker) negative(call *ast.CallExpr) bool {
	if len(call.Args) != 1 {
		return false
	}
	v := c.info.Types[call.Args[0]].Value
	return v != nil && constant.Sign(constant.ToInt(v)) < 0
}

// limitsArgument reports whether the function that is called may set a limit
// on its argument: one of this package does, one of another is not seen.
func (c *Checker) limitsArgument(call *ast.CallExpr, i int, limit string) bool {
	f := c.Target(call.Fun).Frame
	if f == nil {
		return true
	}
	p := f.param(i)
	return p == nil || c.limitSet(p, limit)
}

// limitedParam asks the callers in the package; where there are others, the
// group may have a limit.
func (c *Checker) limitedParam(f *Frame, i int, limit string, depth int) bool {
	calls := c.calls[f.Fn]
	if len(calls) == 0 {
		return true
	}
	return slices.ContainsFunc(calls, func(call *ast.CallExpr) bool {
		if i >= len(call.Args) {
			return true
		}
		a := ast.Unparen(call.Args[i])
		return c.limitedGroup(groupRef{expr: a, obj: c.Object(a)}, limit, depth+1)
	})
}

// limitedValue reports whether the group that an expression makes may have a limit.
func (c *Checker) limitedValue(e ast.Expr, limit string, depth int) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return false
	case *ast.UnaryExpr:
		return e.Op != token.AND || c.limitedValue(e.X, limit, depth)
	case *ast.Ident, *ast.SelectorExpr:
		return c.limitedGroup(groupRef{expr: e, obj: c.Object(e)}, limit, depth+1)
	case *ast.CallExpr:
		return c.limitedCall(e, limit, depth)
	}
	return true
}

// plainGroups are the functions that make groups without a limit.
var plainGroups = []string{
	"golang.org/x/sync/errgroup.WithContext",
	"github.com/sourcegraph/conc/pool.New",
	"github.com/sourcegraph/conc/pool.NewWithResults",
}

func (c *Checker) limitedCall(call *ast.CallExpr, limit string, depth int) bool {
	if isBuiltin(c.info, call, "new") {
		return false
	}
	t := c.Target(call.Fun)
	switch {
	case t.Frame != nil:
		return c.returnsLimited(t.Frame)
	case t.Fn == nil:
		return true
	case slices.Contains(plainGroups, t.Fn.FullName()):
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok && t.Fn.Signature().Recv() != nil && c.sameLibrary(t.Fn) { // pool.New().WithErrors()
		return t.Fn.Name() == limit || c.limitedValue(sel.X, limit, depth+1)
	}
	if c.fact(t.Fn).Limited {
		return true
	}
	return c.fact(t.Fn).String() == ""
}

func (c *Checker) sameLibrary(fn *types.Func) bool {
	return fn.Pkg() != nil && slices.ContainsFunc(groupMethods, func(m groupMethod) bool { return m.pkg == fn.Pkg().Path() })
}

// returnsLimited reports whether the function makes a group and sets its limit.
func (c *Checker) returnsLimited(f *Frame) bool {
	for r := range f.Sig.Results().Variables() {
		for _, m := range groupMethods {
			if m.limit == "" || m.recv == "" || !shape.IsNamed(r.Type(), m.pkg, m.recv) {
				continue
			}
			for _, n := range f.Starts {
				if call, ok := n.(*ast.CallExpr); ok && !c.negative(call) {
					if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == m.limit {
						return true
					}
				}
			}
		}
	}
	return false
}
