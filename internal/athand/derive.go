package athand

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// typeName names a type by package path and name.
type typeName struct{ pkg, name string }

// named returns the name of t, or of what it points to.
func named(t types.Type) (typeName, bool) {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return typeName{}, false
	}
	return typeName{n.Obj().Pkg().Path(), n.Obj().Name()}, true
}

func isRequest(t types.Type) bool {
	n, ok := named(t)
	return ok && n == typeName{"net/http", "Request"}
}

// derived returns the expression for the context to be had from a variable
// that is none itself.
func (s *search) derived(c candidate, body *ast.BlockStmt) (string, bool) {
	t := c.v.Type()
	if shape.IsContext(t) || !usable(t) {
		return "", false
	}
	if c.kind == local && !s.handedIn(c.v, body) {
		return "", false
	}
	if expr, ok := s.step(c.v.Name(), t); ok {
		return expr, expr != ""
	}
	// A field: only of what the caller made, as one made here may not be filled.
	if c.kind == local {
		return "", false
	}
	return s.field(c.v.Name(), t, 0)
}

// usable reports whether fields and methods of t can be looked up.
func usable(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Struct, *types.Interface:
		return true
	case *types.Pointer:
		_, ok := u.Elem().Underlying().(*types.Struct)
		return ok
	}
	return false
}

// step returns the expression for the context of a value of type t: one known
// by the table, the value itself, or what its method Context returns.
func (s *search) step(expr string, t types.Type) (string, bool) {
	if n, ok := named(t); ok {
		if n.pkg == "testing" && !s.atLeast("go1.24") {
			return "", true
		}
		if format, ok := requests[n]; ok {
			if format == "" {
				return "", true
			}
			return fmt.Sprintf(format, expr), true
		}
	}
	if implements(t) {
		return expr, true
	}
	if s.hasContextMethod(t) {
		return expr + ".Context()", true
	}
	return "", false
}

// field returns the expression for a context kept in a field of t, also one
// that is promoted, or to be had from a request kept there.
func (s *search) field(expr string, t types.Type, depth int) (string, bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return "", false
	}
	for f := range st.Fields() {
		if shape.IsContext(f.Type()) && s.accessible(f) {
			return expr + "." + f.Name(), true
		}
	}
	for f := range st.Fields() {
		if f.Embedded() && !shape.IsContext(f.Type()) && s.accessible(f) && depth < 2 {
			if e, ok := s.field(expr, f.Type(), depth+1); ok {
				return e, true
			}
		}
	}
	for f := range st.Fields() {
		if !s.accessible(f) {
			continue
		}
		n, ok := named(f.Type())
		format, known := requests[n]
		if ok && known && format != "" && n.pkg != "testing" {
			return fmt.Sprintf(format, expr+"."+f.Name()), true
		}
	}
	return "", false
}

// ofOwner returns the context of a receiver that ends its goroutines by it, as it
// has the cancel function as well. A context alone may be that of one call.
func (s *search) ofOwner(recvs []candidate) (Context, bool) {
	for _, c := range recvs {
		if expr, ok := s.field(c.v.Name(), c.v.Type(), 0); ok && s.started && cancels(c.v.Type()) {
			return Context{Expr: expr, Obj: c.v}, true
		}
	}
	return Context{}, false
}

// cancels reports whether t has a field for a cancel function.
func cancels(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if isCancel(f) {
			return true
		}
	}
	return false
}

// isCancel reports whether the field holds a cancel function, by its type or, as that
// is a func() as well, by its name.
func isCancel(f *types.Var) bool {
	if sig, ok := types.Unalias(f.Type()).(*types.Signature); ok {
		return sig.Params().Len() == 0 && sig.Results().Len() == 0 && strings.HasPrefix(strings.ToLower(f.Name()), "cancel")
	}
	n, ok := named(f.Type())
	return ok && (n == typeName{"context", "CancelFunc"} || n == typeName{"context", "CancelCauseFunc"})
}

func (s *search) accessible(o types.Object) bool {
	return o.Name() != "_" && (o.Exported() || o.Pkg() == s.pass.Pkg)
}

// implements reports whether a value of type t is a context.Context.
func implements(t types.Type) bool {
	for _, m := range [...]struct {
		name            string
		params, results int
	}{{"Done", 0, 1}, {"Err", 0, 1}, {"Deadline", 0, 2}, {"Value", 1, 1}} {
		obj, _, _ := types.LookupFieldOrMethod(t, false, nil, m.name)
		fn, ok := obj.(*types.Func)
		if !ok {
			return false
		}
		sig := fn.Signature()
		if sig.Params().Len() != m.params || sig.Results().Len() != m.results {
			return false
		}
		if m.name == "Value" {
			if key, ok := sig.Params().At(0).Type().Underlying().(*types.Interface); !ok || !key.Empty() {
				return false // as in some frameworks
			}
		}
		if m.name == "Done" {
			if ch, ok := sig.Results().At(0).Type().Underlying().(*types.Chan); !ok || ch.Dir() != types.RecvOnly {
				return false
			}
		}
	}
	return true
}

// hasContextMethod reports whether t has a method Context() context.Context.
func (s *search) hasContextMethod(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, s.pass.Pkg, "Context")
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	return sig.Params().Len() == 0 && sig.Results().Len() == 1 && shape.IsContext(sig.Results().At(0).Type())
}

// handedIn reports whether local v got its value from elsewhere: a field, an
// element, a channel, a type assertion. What a call returned may be new, and a
// new value has nobody's context; but Request() and WithContext(ctx) hand on
// what there was.
func (s *search) handedIn(v *types.Var, body *ast.BlockStmt) bool {
	found := false
	s.assignments(v, body, func(value ast.Expr) {
		switch e := ast.Unparen(value).(type) {
		case *ast.SelectorExpr, *ast.IndexExpr, *ast.TypeAssertExpr, *ast.Ident:
			found = true
		case *ast.UnaryExpr:
			found = found || e.Op == token.ARROW
		case *ast.CallExpr:
			sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
			found = found || ok && isRequest(v.Type()) &&
				(len(e.Args) == 0 || sel.Sel.Name == "WithContext" || sel.Sel.Name == "Clone")
		}
	})
	return found || s.implicit(v)
}

// implicit reports whether v is declared by a type switch.
func (s *search) implicit(v *types.Var) bool {
	for n, obj := range s.info.Implicits {
		if _, ok := n.(*ast.CaseClause); ok && obj == v {
			return true
		}
	}
	return false
}

// detached reports whether c, a local or parameter of the function at fn, has
// before s.pos no value but contexts that nobody cancels from outside. What a
// parameter gets is known of a literal that is called on the spot.
func (s *search) detached(c candidate, fn inspector.Cursor, body *ast.BlockStmt) bool {
	if c.kind == local {
		return s.onlyBackground(c.v, body, 0)
	}
	call, ok := fn.Parent().Node().(*ast.CallExpr)
	if !ok || fn.ParentEdgeKind() != edge.CallExpr_Fun {
		return false
	}
	i := paramIndex(s.info, fn.Node().(*ast.FuncLit), c.v)
	if i < 0 || i >= len(call.Args) {
		return false
	}
	for around := range fn.Parent().Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		_, outer := function(around.Node())
		return s.background(call.Args[i], outer, 0)
	}
	return false
}

// paramIndex returns the index of v among the parameters of lit, or -1.
func paramIndex(info *types.Info, lit *ast.FuncLit, v *types.Var) int {
	sig, ok := info.TypeOf(lit).(*types.Signature)
	if !ok {
		return -1
	}
	i := 0
	for p := range sig.Params().Variables() {
		if p == v {
			return i
		}
		i++
	}
	return -1
}

func (s *search) onlyBackground(v *types.Var, body *ast.BlockStmt, depth int) bool {
	if depth > 8 {
		return true // a chain of locals that leads nowhere
	}
	only := true
	s.assignments(v, body, func(value ast.Expr) {
		only = only && s.background(value, body, depth)
	})
	return only && !s.implicit(v)
}

// background reports whether e is context.Background(), or derived from it here.
func (s *search) background(e ast.Expr, body *ast.BlockStmt, depth int) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if e.Name == "nil" {
			return true
		}
		v, ok := s.info.Uses[e].(*types.Var)
		if !ok || v.Pos() < body.Pos() || v.Pos() > body.End() {
			return false
		}
		return s.onlyBackground(v, body, depth+1)
	case *ast.CallExpr:
		var id *ast.Ident
		switch f := ast.Unparen(e.Fun).(type) {
		case *ast.SelectorExpr:
			id = f.Sel
		case *ast.Ident:
			id = f
		default:
			return false
		}
		fn, ok := s.info.Uses[id].(*types.Func)
		if !ok || fn.Pkg() == nil {
			return false
		}
		switch {
		case fn.Pkg().Path() == "context" && (fn.Name() == "Background" || fn.Name() == "TODO" || fn.Name() == "WithoutCancel"):
			return true
		case strings.HasPrefix(fn.Name(), "With") && len(e.Args) > 0 && shape.IsContext(s.info.TypeOf(e.Args[0])):
			return s.background(e.Args[0], body, depth)
		}
	}
	return false
}

// assignments calls f for every value that v gets in body before s.pos. A value
// from a range clause is given as the expression ranged over.
func (s *search) assignments(v *types.Var, body *ast.BlockStmt, f func(value ast.Expr)) {
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && (s.info.Defs[id] == v || s.info.Uses[id] == v)
	}
	each := func(lhs int, values []ast.Expr, n int) {
		switch {
		case len(values) == n:
			f(values[lhs])
		case len(values) == 1:
			f(values[0])
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || n.Pos() > s.pos {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if is(l) {
					each(i, n.Rhs, len(n.Lhs))
				}
			}
		case *ast.ValueSpec:
			for i, l := range n.Names {
				if is(l) {
					each(i, n.Values, len(n.Names))
				}
			}
		case *ast.RangeStmt:
			if n.Key != nil && is(n.Key) || n.Value != nil && is(n.Value) {
				f(&ast.IndexExpr{X: n.X, Index: n.X})
			}
		}
		return true
	})
}

func sortByPos(vars []*types.Var) {
	slices.SortFunc(vars, func(a, b *types.Var) int { return int(a.Pos() - b.Pos()) })
}

// Carries reports whether a value of type t is a context, or something that a
// context can be had from in one step.
func Carries(pass *analysis.Pass, t types.Type) bool {
	if shape.IsContext(t) {
		return true
	}
	if !usable(t) {
		return false
	}
	s := &search{pass: pass, info: pass.TypesInfo}
	expr, ok := s.step("x", t)
	return ok && expr != ""
}

// OfRequest reports whether a value of type t belongs to one request: it carries its
// context, or keeps the request in a field.
func OfRequest(pass *analysis.Pass, t types.Type) bool {
	if Carries(pass, t) {
		return true
	}
	st, ok := shape.Deref(t).Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if n, ok := named(f.Type()); ok && requests[n] != "" {
			return true
		}
	}
	return false
}
