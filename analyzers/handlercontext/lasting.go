package handlercontext

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// makesLasting reports whether the call at callCur makes, or readies, what the
// function around it makes for its callers to keep, or once for the whole process:
//
//	if s.client != nil {
//		return s.client
//	}
//	client, err := dial(context.Background())
//	...
//	s.client = client
func (c *checker) makesLasting(callCur inspector.Cursor) bool {
	for f := range callCur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		body := shape.Body(f.Node())
		if body == nil {
			return false
		}
		for v := range c.guarded(f, callCur) {
			if c.ends(f, callCur, v) {
				return true
			}
		}
		if d, ok := f.Node().(*ast.FuncDecl); ok {
			if c.constructs(d) && c.ends(f, callCur, nil) || c.isConstructor(d) || c.isLazy(f, callCur.Node().Pos()) {
				return true
			}
		}
		if !c.literalInCourse(f) {
			return false
		}
	}
	return false
}

// isConstructor reports whether d is a package's way of making something for
// other packages, and leaves it no context to make it with: how long they keep it
// is theirs to know.
func (c *checker) isConstructor(d *ast.FuncDecl) bool {
	fn, ok := c.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || d.Recv != nil || !fn.Exported() || !makes(fn.Name()) && !setsUpByName(fn.Name()) {
		return false
	}
	for p := range fn.Signature().Params().Variables() {
		if shape.IsContext(p.Type()) || athand.Carries(c.Pass.Pass, p.Type()) {
			return false
		}
	}
	results := fn.Signature().Results()
	if results.Len() == 0 {
		return false
	}
	switch t := types.Unalias(results.At(0).Type()).(type) {
	case *types.Pointer:
		return true
	case *types.Named:
		return types.IsInterface(t) && t.Obj().Pkg() != nil
	}
	return false
}

// isLazy reports whether f fills a field or package variable at its first call:
// it asks whether that is nil, assigns it behind pos, and returns it.
func (c *checker) isLazy(f inspector.Cursor, pos token.Pos) bool {
	asked, filled := map[*types.Var]bool{}, map[*types.Var]bool{}
	for at := range f.Preorder((*ast.BinaryExpr)(nil), (*ast.AssignStmt)(nil)) {
		switch n := at.Node().(type) {
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && n.End() < pos && c.TypesInfo.Types[n.Y].IsNil() {
				asked[c.kept(f, n.X)] = true
			}
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if _, field := ast.Unparen(l).(*ast.SelectorExpr); field && n.End() > pos {
					filled[c.kept(f, l)] = true
				}
			}
		}
	}
	for at := range f.Preorder((*ast.ReturnStmt)(nil)) {
		for _, r := range at.Node().(*ast.ReturnStmt).Results {
			if v := c.kept(f, r); v != nil && asked[v] && filled[v] {
				return true
			}
		}
	}
	return false
}

func (c *checker) literalInCourse(f inspector.Cursor) bool {
	_, ok := f.Node().(*ast.FuncLit)
	return ok && c.runsInCourse(f)
}

// guarded returns the fields and package variables that the function f finds to
// be nil where it comes to cur: there is nothing yet.
func (c *checker) guarded(f, cur inspector.Cursor) map[*types.Var]bool {
	found := map[*types.Var]bool{}
	pos := cur.Node().Pos()
	for at := range f.Preorder((*ast.IfStmt)(nil)) {
		n := at.Node().(*ast.IfStmt)
		b, ok := ast.Unparen(n.Cond).(*ast.BinaryExpr)
		if !ok || !c.TypesInfo.Types[b.Y].IsNil() {
			continue
		}
		inside := n.Body.Pos() <= pos && pos < n.Body.End()
		before := n.End() <= pos && returns(n.Body)
		if b.Op == token.EQL && inside || b.Op == token.NEQ && before {
			if v := c.kept(f, b.X); v != nil {
				found[v] = true
			}
		}
	}
	return found
}

// returns reports whether a block ends by returning.
func returns(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	_, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ok
}

// kept returns the field or package variable that e reads, at once, by Load, or
// as a local copy. What belongs to a request is not kept for the next one.
func (c *checker) kept(f inspector.Cursor, e ast.Expr) *types.Var {
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Load" && len(x.Args) == 0 {
			return c.kept(f, sel.X)
		}
	case *ast.SelectorExpr:
		v, ok := c.TypesInfo.Uses[x.Sel].(*types.Var)
		if !ok || v.IsField() && athand.OfRequest(c.Pass.Pass, c.TypesInfo.TypeOf(x.X)) {
			return nil
		}
		return v
	case *ast.Ident:
		v, ok := c.TypesInfo.Uses[x].(*types.Var)
		switch {
		case !ok:
		case v.Parent() == c.Pkg.Scope():
			return v
		default:
			for as := range f.Preorder((*ast.AssignStmt)(nil)) {
				if rhs := valueOf(c.TypesInfo, as.Node(), v); rhs != nil && rhs.Pos() < x.Pos() {
					if _, local := ast.Unparen(rhs).(*ast.Ident); !local {
						return c.kept(f, rhs)
					}
				}
			}
		}
	}
	return nil
}

// ends reports whether what the call at callCur returns, or is a method of,
// ends up in v in the course of the function f; if v is nil, in its first result.
func (c *checker) ends(f, callCur inspector.Cursor, v *types.Var) bool {
	call := callCur.Node().(*ast.CallExpr)
	made := map[types.Object]bool{} // locals that become v, or part of it
	for {
		before := len(made)
		for n := range f.Preorder((*ast.AssignStmt)(nil), (*ast.CallExpr)(nil), (*ast.ReturnStmt)(nil)) {
			c.becomes(n.Node(), v, made, call)
		}
		if made[nil] {
			return true
		}
		if len(made) == before {
			break
		}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	return ok && made[c.TypesInfo.Uses[id]] || v != nil && c.kept(f, sel.X) == v
}

// becomes adds the locals whose value n, an assignment, a return or a call of
// Store, puts into v or one of made; nil if it is the result of call.
func (c *checker) becomes(n ast.Node, v *types.Var, made map[types.Object]bool, call *ast.CallExpr) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			if i == 0 || len(n.Lhs) == len(n.Rhs) {
				if c.isOneOf(l, v, made) {
					c.addParts(n.Rhs[i], made, call)
				}
			}
		}
	case *ast.ReturnStmt:
		if v == nil && len(n.Results) > 0 {
			c.addParts(n.Results[0], made, call)
		}
	case *ast.CallExpr:
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		if ok && (sel.Sel.Name == "Store" || sel.Sel.Name == "Swap") && len(n.Args) == 1 && c.isOneOf(sel.X, v, made) {
			c.addParts(n.Args[0], made, call)
		}
	}
}

func (c *checker) isOneOf(e ast.Expr, v *types.Var, made map[types.Object]bool) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return v != nil && c.TypesInfo.Uses[x.Sel] == v
	case *ast.Ident:
		obj := c.TypesInfo.ObjectOf(x)
		return obj != nil && (obj == v || made[obj])
	}
	return false
}

// addParts adds the locals that e is made of. What a call fails with is no part of
// what it was called for.
func (c *checker) addParts(e ast.Expr, made map[types.Object]bool, call *ast.CallExpr) {
	ast.Inspect(e, func(n ast.Node) bool {
		if done, ok := n.(*ast.CallExpr); ok && isError(c.TypesInfo.TypeOf(done)) {
			return false
		}
		if n == call {
			made[nil] = true
		}
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := c.TypesInfo.Uses[id].(*types.Var); ok && v.Kind() == types.LocalVar && v.Parent() != c.Pkg.Scope() {
				made[v] = true
			}
		}
		return true
	})
}

// constructs reports whether a declared function makes something lasting: it is
// named so, and every call of it that is seen keeps what it returns.
func (c *checker) constructs(d *ast.FuncDecl) bool {
	fn, ok := c.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || !makes(fn.Name()) && !setsUpByName(fn.Name()) || fn.Signature().Results().Len() == 0 {
		return false
	}
	calls := c.calls[fn.Origin()]
	for _, call := range calls {
		if !c.isLasting(call) {
			return false
		}
	}
	return len(calls) > 0
}

// isLasting reports whether the result of the call at cur is assigned to a
// package variable or a field of the receiver, at once or from a local.
func (c *checker) isLasting(cur inspector.Cursor) bool {
	as, ok := cur.Parent().Node().(*ast.AssignStmt)
	if !ok || cur.ParentEdgeKind() != edge.AssignStmt_Rhs || len(as.Rhs) != 1 {
		return false
	}
	for f := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		if c.lasts(as.Lhs[0], f) {
			return true
		}
		id, ok := as.Lhs[0].(*ast.Ident)
		if !ok {
			return false
		}
		for at := range f.Preorder((*ast.AssignStmt)(nil)) {
			n := at.Node().(*ast.AssignStmt)
			for i, r := range n.Rhs {
				from, ok := r.(*ast.Ident)
				if ok && len(n.Lhs) == len(n.Rhs) && c.TypesInfo.Uses[from] != nil &&
					c.TypesInfo.Uses[from] == c.TypesInfo.ObjectOf(id) && c.lasts(n.Lhs[i], f) {
					return true
				}
			}
		}
	}
	return false
}

// lasts reports whether lhs is a package variable, or a field of one or of the
// receiver of the function f, unless that belongs to a request.
func (c *checker) lasts(lhs ast.Expr, f inspector.Cursor) bool {
	for {
		switch l := ast.Unparen(lhs).(type) {
		case *ast.SelectorExpr:
			v, ok := c.TypesInfo.Uses[l.Sel].(*types.Var)
			if ok && !v.IsField() {
				return true // of another package
			}
			if !ok || athand.OfRequest(c.Pass.Pass, c.TypesInfo.TypeOf(l.X)) {
				return false
			}
			lhs = l.X
		case *ast.Ident:
			v, ok := c.TypesInfo.ObjectOf(l).(*types.Var)
			return ok && (v.Parent() == c.Pkg.Scope() || v.Kind() == types.RecvVar)
		default:
			return false
		}
	}
}
