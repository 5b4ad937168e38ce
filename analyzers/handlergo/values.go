package handlergo

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// maxSteps is how far values are followed from variable to variable.
const maxSteps = 6

// value tells how the value of e dies with the request; nil if it does not.
func (g *goroutine) value(e ast.Expr, bound bindings, depth int) *doomed {
	if depth > maxSteps {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := g.c.info.ObjectOf(e).(*types.Var)
		if !ok {
			return nil
		}
		if d := bound[v]; d != nil {
			return d
		}
		return g.variable(v, depth+1)
	case *ast.SelectorExpr:
		return g.selector(e, bound, depth)
	case *ast.CallExpr:
		return g.result(e, bound, depth)
	case *ast.TypeAssertExpr:
		return g.value(e.X, bound, depth+1)
	case *ast.SliceExpr:
		return g.value(e.X, bound, depth+1)
	}
	return nil
}

// selector knows the fields of requests and contexts.
func (g *goroutine) selector(e *ast.SelectorExpr, bound bindings, depth int) *doomed {
	x := g.c.info.TypeOf(e.X)
	text := types.ExprString(e)
	switch {
	case isRequest(x) && e.Sel.Name == "Body":
		if d := g.value(e.X, bound, depth+1); d != nil {
			return &doomed{kind: body, text: text}
		}
	case isRequest(g.c.info.TypeOf(e)):
		if _, ok := lenders[nameOf(x)]; ok {
			return &doomed{kind: request, text: text}
		}
	case writers[nameOf(g.c.info.TypeOf(e))]:
		if _, ok := lenders[nameOf(x)]; ok {
			return &doomed{kind: writer, text: text}
		}
	}
	return nil
}

// result tells how the result of a call dies.
func (g *goroutine) result(call *ast.CallExpr, bound bindings, depth int) *doomed {
	t := g.c.info.TypeOf(call)
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(0).Type() // ctx, cancel := context.WithTimeout(…)
	}
	text := types.ExprString(call)
	sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	switch {
	case shape.IsContext(t):
		return g.contextOf(call, sel, bound, depth)
	case sel == nil || g.c.info.Selections[sel] == nil:
		return g.lentBy(call, bound, depth)
	case isRequest(t):
		if _, ok := lenders[nameOf(g.c.info.TypeOf(sel.X))]; ok {
			return &doomed{kind: request, text: text}
		}
	case writers[nameOf(t)]:
		if _, ok := lenders[nameOf(g.c.info.TypeOf(sel.X))]; ok {
			return &doomed{kind: writer, text: text}
		}
	}
	return g.lentBy(call, bound, depth)
}

// contextOf tells whether a call returns a context that ends with the request.
func (g *goroutine) contextOf(call *ast.CallExpr, sel *ast.SelectorExpr, bound bindings, depth int) *doomed {
	text := types.ExprString(call)
	fn, _ := typeutil.Callee(g.c.info, call).(*types.Func)
	if fn == nil {
		return nil
	}
	if sel != nil && g.c.info.Selections[sel] != nil && len(call.Args) == 0 {
		x := nameOf(g.c.info.TypeOf(sel.X))
		if fn.Name() == "UserContext" && lenders[x].framework == "fiber" || fn.Name() == "Context" && (lenders[x].framework == "fiber" || isServerStream(g.c.info.TypeOf(sel.X))) {
			return &doomed{kind: ctx, text: text}
		}
		if d := g.value(sel.X, bound, depth+1); d != nil && d.kind == request && fn.Name() == "Context" {
			return &doomed{kind: ctx, text: text}
		}
		return nil
	}
	if len(call.Args) == 0 || g.detaches(fn) || g.lendsValues(call, bound, depth) {
		return nil
	}
	for _, a := range call.Args {
		if d := g.value(a, bound, depth+1); d != nil && d.kind == ctx && shape.IsContext(g.c.info.TypeOf(a)) {
			return &doomed{kind: ctx, text: text}
		}
	}
	return nil
}

// lendsValues reports whether a call makes a context of several, of which one does
// not end with the request: the others are there for their values.
func (g *goroutine) lendsValues(call *ast.CallExpr, bound bindings, depth int) bool {
	if !shape.IsContext(g.c.info.TypeOf(call)) {
		return false
	}
	lasts, dies := false, false
	for _, a := range call.Args {
		if shape.IsContext(g.c.info.TypeOf(a)) {
			d := g.value(a, bound, depth+1)
			lasts, dies = lasts || d == nil, dies || d != nil
		}
	}
	return lasts && dies
}

// isServerStream reports whether t is the stream of an RPC: it also sends.
func isServerStream(t types.Type) bool {
	if t == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "SendMsg")
	_, ok := obj.(*types.Func)
	return ok
}

// detachNames are parts of the names of functions that return a context that
// does not end with the one they are handed.
var detachNames = []string{"withoutcancel", "detach", "background", "decouple", "uncancel", "async", "clone", "copy"}

// detaches reports whether fn returns a context that does not end with the one
// it is handed, by its name or its code.
func (g *goroutine) detaches(fn *types.Func) bool {
	name := strings.ToLower(fn.Name())
	for _, part := range detachNames {
		if strings.Contains(name, part) {
			return true
		}
	}
	f := g.c.Decl(fn)
	if f == nil {
		return false
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			callee, _ := typeutil.Callee(g.c.info, call).(*types.Func)
			found = found || emptyContext(callee) || callee != nil && callee.FullName() == "context.WithoutCancel"
		}
		return !found
	})
	return found
}

func emptyContext(fn *types.Func) bool {
	return fn != nil && (fn.FullName() == "context.Background" || fn.FullName() == "context.TODO")
}

// lentBy tells whether a call returns memory that the framework only lends.
func (g *goroutine) lentBy(call *ast.CallExpr, bound bindings, depth int) *doomed {
	fn, _ := typeutil.Callee(g.c.info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil || !refersToText(g.c.info.TypeOf(call)) {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if fn.Pkg().Path() == "strings" && strings.HasPrefix(fn.Name(), "Trim") && len(call.Args) > 0 {
		return g.value(call.Args[0], bound, depth+1) // the same memory
	}
	for x := sel.X; x != nil; {
		if l, ok := lenders[nameOf(g.c.info.TypeOf(x))]; ok {
			if lending[l.framework][fn.Name()] && !(l.framework == "fasthttp" && isString(g.c.info.TypeOf(call))) {
				return &doomed{kind: lent, text: types.ExprString(call), lender: l.framework}
			}
			return nil
		}
		inner, ok := ast.Unparen(x).(*ast.CallExpr) // ctx.QueryArgs().Peek("q")
		if !ok {
			return nil
		}
		s, ok := ast.Unparen(inner.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		x = s.X
	}
	return nil
}

func refersToText(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return refersToText(u.Elem()) || types.Identical(u.Elem(), types.Typ[types.Byte])
	case *types.Map:
		return refersToText(u.Elem())
	}
	return isString(t)
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.String
}

// variable tells how what a variable holds dies with the request.
func (g *goroutine) variable(v *types.Var, depth int) *doomed {
	if depth > maxSteps || v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		return nil
	}
	values := g.c.Values(v)
	name := nameOf(v.Type())
	if l, ok := lenders[name]; ok {
		for _, val := range values {
			if call, ok := ast.Unparen(val).(*ast.CallExpr); ok && !g.hands(call) {
				return nil // a copy, or one made here
			}
		}
		return &doomed{kind: ownContext, text: v.Name(), lender: l.framework, cure: l.cure}
	}
	if len(values) == 0 {
		switch param := g.c.IsParam(v); {
		case !param:
		case writers[name] && types.IsInterface(v.Type()):
			return &doomed{kind: writer, text: v.Name()}
		case isRequest(v.Type()):
			return &doomed{kind: request, text: v.Name()}
		case shape.IsContext(v.Type()):
			return &doomed{kind: ctx, text: v.Name()}
		}
		return nil
	}
	return g.assigned(v, values, depth)
}

// hands reports whether a call hands out the context that a framework has, and
// no copy of it: func contextOf(r) *gin.Context.
func (g *goroutine) hands(call *ast.CallExpr) bool {
	fn, _ := typeutil.Callee(g.c.info, call).(*types.Func)
	return fn != nil && fn.Name() == "MustGet"
}

// assigned looks at what a variable is assigned: a context is only doomed if
// all its values are.
func (g *goroutine) assigned(v *types.Var, values []ast.Expr, depth int) *doomed {
	if shape.IsContext(v.Type()) {
		var last *doomed
		for _, val := range values {
			if shape.Uses(g.c.info, val, v) { // ctx = context.WithValue(ctx, …)
				if call, ok := ast.Unparen(val).(*ast.CallExpr); ok {
					fn, _ := typeutil.Callee(g.c.info, call).(*types.Func)
					if fn != nil && !g.detaches(fn) {
						continue
					}
				}
				return nil
			}
			if last = g.value(val, nil, depth+1); last == nil {
				return nil
			}
		}
		if last == nil && !g.c.IsParam(v) {
			return nil
		}
		return &doomed{kind: ctx, text: v.Name()}
	}
	if g.pooled(v, values) {
		return &doomed{kind: pooled, text: v.Name()}
	}
	for _, val := range values {
		if d := g.value(val, nil, depth+1); d != nil && d.kind != ctx {
			named := *d
			named.text = v.Name()
			return &named
		}
	}
	return nil
}

// pooled reports whether v comes from a sync.Pool and the function that starts
// the goroutine puts it back.
func (g *goroutine) pooled(v *types.Var, values []ast.Expr) bool {
	from := false
	for _, val := range values {
		e := ast.Unparen(val)
		if a, ok := e.(*ast.TypeAssertExpr); ok {
			e = ast.Unparen(a.X)
		}
		if call, ok := e.(*ast.CallExpr); ok {
			from = from || isPoolMethod(g.c.info, call, "Get")
		}
	}
	if !from {
		return false
	}
	back := false
	ast.Inspect(g.frame.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			back = back || isPoolMethod(g.c.info, n, "Put") && len(n.Args) == 1 && shape.Uses(g.c.info, n.Args[0], v)
		}
		return !back
	})
	return back
}

func isPoolMethod(info *types.Info, call *ast.CallExpr, name string) bool {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	return fn != nil && fn.FullName() == "(*sync.Pool)."+name
}
