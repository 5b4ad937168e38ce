package handlercontext

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/takeover"
)

// ownerOf returns the innermost function around cur that does not simply run in
// the course of the function around it.
func (c *checker) ownerOf(cur inspector.Cursor) inspector.Cursor {
	var last inspector.Cursor
	for f := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		last = f
		if _, ok := f.Node().(*ast.FuncDecl); ok || !c.runsInCourse(f) {
			return f
		}
	}
	return last
}

// runsInCourse reports whether a literal runs in the course of the function
// around it: it is called or started there, handed to a call, or kept in a
// local. A handler never is.
func (c *checker) runsInCourse(lit inspector.Cursor) bool {
	if sig, ok := c.TypesInfo.TypeOf(lit.Node().(*ast.FuncLit)).(*types.Signature); !ok || handlers.Framework(sig) != "" {
		return false
	}
	for lit.ParentEdgeKind() == edge.ParenExpr_X {
		lit = lit.Parent()
	}
	switch lit.ParentEdgeKind() {
	case edge.CallExpr_Fun:
		return true
	case edge.CallExpr_Args:
		call := lit.Parent().Node().(*ast.CallExpr)
		return !c.TypesInfo.Types[call.Fun].IsType()
	case edge.AssignStmt_Rhs:
		as := lit.Parent().Node().(*ast.AssignStmt)
		if len(as.Lhs) != len(as.Rhs) {
			return false
		}
		id, ok := as.Lhs[lit.ParentEdgeIndex()].(*ast.Ident)
		return ok && c.TypesInfo.ObjectOf(id) != nil && c.TypesInfo.ObjectOf(id).Parent() != c.Pkg.Scope()
	case edge.ValueSpec_Values:
		spec := lit.Parent().Node().(*ast.ValueSpec)
		obj := c.TypesInfo.Defs[spec.Names[0]]
		return obj != nil && obj.Parent() != c.Pkg.Scope()
	}
	return false
}

// outlives reports whether a literal is kept when the function around it has
// returned, so that it may run for a request although that function does not.
func (c *checker) outlives(owner inspector.Cursor) bool {
	_, ok := owner.Node().(*ast.FuncLit)
	return ok
}

// excused reports whether what happens at cur is excused from following the
// request, up to the function that it belongs to.
func (c *checker) excused(cur inspector.Cursor) bool {
	for at := range cur.Enclosing() {
		switch n := at.Node().(type) {
		case *ast.DeferStmt:
			return true
		case *ast.GoStmt:
			if !c.joined(at, n) {
				return true
			}
		case *ast.IfStmt:
			if c.noneGiven(n, cur.Node().Pos()) || n.Body.Pos() <= cur.Node().Pos() && cur.Node().Pos() < n.Body.End() && c.tellsEnd(n.Cond) {
				return true
			}
		case *ast.CommClause:
			if n.Comm != nil && cur.Node().Pos() > n.Colon && c.tellsEnd(n.Comm) {
				return true
			}
		case *ast.CallExpr:
			if at.Node() != cur.Node() && c.detaches(at, cur.Node().Pos()) {
				return true
			}
		case *ast.FuncLit:
			if c.cleansUpLater(at) {
				return true
			}
			if !c.runsInCourse(at) {
				return c.deferredOnly(at) || c.setsUp(n.Body)
			}
		case *ast.FuncDecl:
			return c.excusedDecl(n)
		}
	}
	return false
}

// tellsEnd reports whether n, a condition or the receive of a select case, asks
// whether a context has ended: behind it that context serves for nothing.
func (c *checker) tellsEnd(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW && shape.AsksContext(c.TypesInfo, n.X, "Done")
		case *ast.BinaryExpr:
			found = found || n.Op == token.NEQ && shape.AsksContext(c.TypesInfo, n.X, "Err") && c.TypesInfo.Types[n.Y].IsNil()
		}
		return !found
	})
	return found
}

// excusedDecl reports whether a declared function is clean-up or sets a server up.
func (c *checker) excusedDecl(d *ast.FuncDecl) bool {
	fn, ok := c.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || d.Body == nil {
		return false
	}
	if project.Detached.Has(fn) {
		return true
	}
	if handlers.Framework(fn.Signature()) == "" &&
		(cleansUp(fn.Name(), fn.Exported()) || c.deferredCallsOnly(fn) || c.calledAfterFailure(fn)) {
		return true
	}
	return c.setsUp(d.Body)
}

// joined reports whether the function around a go statement waits for it.
func (c *checker) joined(cur inspector.Cursor, stmt ast.Node) bool {
	body := shape.Body(shape.FuncAround(cur))
	return body != nil && join.Joined(c.TypesInfo, body, stmt)
}

// noneGiven reports whether pos stands in the branch of an if statement that is
// taken when there is no context, or no request to have one from.
func (c *checker) noneGiven(n *ast.IfStmt, pos token.Pos) bool {
	op := token.ILLEGAL
	switch {
	case n.Body.Pos() <= pos && pos < n.Body.End():
		op = token.EQL
	case n.Else != nil && n.Else.Pos() <= pos && pos < n.Else.End():
		op = token.NEQ
	default:
		return false
	}
	found := false
	ast.Inspect(n.Cond, func(m ast.Node) bool {
		b, ok := m.(*ast.BinaryExpr)
		if ok && b.Op == op && c.TypesInfo.Types[b.Y].IsNil() {
			if t := c.TypesInfo.TypeOf(b.X); t != nil {
				found = found || shape.IsContext(t) || isGin(t) || isRequest(t)
			}
		}
		return !found
	})
	return found
}

func isRequest(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p.Elem(), "net/http", "Request")
}

// detaches reports whether the call at cur runs the literal around pos, which
// it is handed, not for this request alone: once, for several requests
// together, or later.
func (c *checker) detaches(cur inspector.Cursor, pos token.Pos) bool {
	call := cur.Node().(*ast.CallExpr)
	inLiteral := false
	for _, a := range call.Args {
		if _, ok := ast.Unparen(a).(*ast.FuncLit); ok && a.Pos() <= pos && pos < a.End() {
			inLiteral = true
		}
	}
	fn, ok := typeutil.Callee(c.TypesInfo, call).(*types.Func)
	if !ok {
		return false
	}
	switch {
	case inLiteral && (detaching[fullName(fn)] || project.Detached.Has(fn)):
		return true
	case inLiteral && spawning[fullName(fn)]:
		return !c.joined(cur, call)
	}
	return fullName(fn) == "cmp.Or"
}

// cleansUpLater reports whether a literal is assigned to something named after
// clean-up, or deferred under its name.
func (c *checker) cleansUpLater(lit inspector.Cursor) bool {
	id := assignedTo(lit)
	if id == nil {
		return false
	}
	if cleansUp(id.Name, false) {
		return true
	}
	v, ok := c.TypesInfo.ObjectOf(id).(*types.Var)
	return ok && c.onlyDeferred(c.uses[v])
}

// assignedTo returns the variable or field that a literal is assigned to.
func assignedTo(lit inspector.Cursor) *ast.Ident {
	i := lit.ParentEdgeIndex()
	switch n := lit.Parent().Node().(type) {
	case *ast.AssignStmt:
		if len(n.Lhs) != len(n.Rhs) || lit.ParentEdgeKind() != edge.AssignStmt_Rhs {
			return nil
		}
		switch l := n.Lhs[i].(type) {
		case *ast.Ident:
			return l
		case *ast.SelectorExpr:
			return l.Sel
		}
	case *ast.ValueSpec:
		if i >= 0 && i < len(n.Names) {
			return n.Names[i]
		}
	case *ast.KeyValueExpr:
		id, _ := n.Key.(*ast.Ident)
		return id
	}
	return nil
}

// deferredOnly reports whether a literal is returned as the clean-up function
// of a pair: func() (T, func()).
func (c *checker) deferredOnly(lit inspector.Cursor) bool {
	ret, ok := lit.Parent().Node().(*ast.ReturnStmt)
	if !ok || len(ret.Results) < 2 {
		return false
	}
	n := lit.Node().(*ast.FuncLit)
	return n.Type.Params.NumFields() == 0
}

// deferredCallsOnly reports whether an unexported function is called, and that
// only in defer statements.
func (c *checker) deferredCallsOnly(fn *types.Func) bool {
	if fn.Exported() {
		return false
	}
	calls := c.calls[fn.Origin()]
	for _, call := range calls {
		if _, ok := call.Parent().Node().(*ast.DeferStmt); !ok {
			return false
		}
	}
	return len(calls) > 0
}

func (c *checker) onlyDeferred(uses []inspector.Cursor) bool {
	for _, u := range uses {
		if u.ParentEdgeKind() == edge.AssignStmt_Lhs {
			continue
		}
		call, ok := u.Parent().Node().(*ast.CallExpr)
		if !ok || call.Fun != u.Node() {
			return false
		}
		if _, ok := u.Parent().Parent().Node().(*ast.DeferStmt); !ok {
			return false
		}
	}
	return len(uses) > 0
}

// setsUp reports whether body makes a server or a listener, or starts serving,
// other than in a literal that runs later.
func (c *checker) setsUp(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CompositeLit:
			if t := c.TypesInfo.TypeOf(n); t != nil && isNamed(t, "net/http", "Server") {
				found = true
			}
		case *ast.CallExpr:
			if fn, ok := typeutil.Callee(c.TypesInfo, n).(*types.Func); ok {
				found = found || settingUp[fullName(fn)]
			}
		}
		return !found
	})
	return found
}

// upgraded reports whether cur stands behind a call, in the same function, that
// takes the connection over, or in a function that is handed a WebSocket.
func (c *checker) upgraded(cur inspector.Cursor) bool {
	for f := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if takeover.Before(c.TypesInfo, f.Node(), cur.Node().Pos()) {
			return true
		}
	}
	return false
}
