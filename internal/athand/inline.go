package athand

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// runsInline reports whether the literal at cur runs while the function around it waits, so
// that the variables of that function serve in it: it is called on the spot,
// handed to a function that calls it, or kept in a local that is only called.
// A goroutine that the function joins counts as well.
func (s *search) runsInline(cur inspector.Cursor) bool {
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	parent := cur.Parent()
	switch cur.ParentEdgeKind() {
	case edge.CallExpr_Fun:
		return s.statementWaits(parent)
	case edge.CallExpr_Args:
		return s.calleeWaits(parent)
	case edge.AssignStmt_Rhs:
		as := parent.Node().(*ast.AssignStmt)
		if len(as.Lhs) != len(as.Rhs) {
			return false
		}
		return s.onlyCalled(parent, as.Lhs[cur.ParentEdgeIndex()])
	case edge.ValueSpec_Values:
		vs := parent.Node().(*ast.ValueSpec)
		if len(vs.Names) != len(vs.Values) {
			return false
		}
		return s.onlyCalled(parent, vs.Names[cur.ParentEdgeIndex()])
	}
	return false
}

// isStarted reports whether the literal at cur is what a go statement runs.
func isStarted(cur inspector.Cursor) bool {
	if cur.ParentEdgeKind() != edge.CallExpr_Fun {
		return false
	}
	_, ok := cur.Parent().Parent().Node().(*ast.GoStmt)
	return ok
}

// statementWaits reports whether a call is plain, rather than deferred or a go
// statement that is not joined.
func (s *search) statementWaits(call inspector.Cursor) bool {
	switch stmt := call.Parent().Node().(type) {
	case *ast.DeferStmt:
		return false
	case *ast.GoStmt:
		return s.joined(call, stmt)
	}
	return true
}

// calleeWaits reports whether the callee runs the literal it is handed before
// it returns, as far as its name tells.
func (s *search) calleeWaits(call inspector.Cursor) bool {
	c := call.Node().(*ast.CallExpr)
	if tv, ok := s.info.Types[c.Fun]; ok && tv.IsType() {
		return false // a conversion, which is no call
	}
	if fn, ok := typeutil.Callee(s.info, c).(*types.Func); ok && project.Detached.Has(fn) {
		return false
	}
	if !s.statementWaits(call) {
		return false
	}
	if s.takesContext(call) {
		return true
	}
	name := ""
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if name == "append" || storing[name] {
		return false
	}
	if spawning[name] {
		return s.joined(call, c)
	}
	for _, p := range storingPrefixes {
		if rest, ok := strings.CutPrefix(name, p); ok && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return false
		}
	}
	return true
}

// takesContext reports whether call, or a call that it is an argument of, is
// handed a context variable: whatever it does with a literal, that context is
// meant to govern it.
func (s *search) takesContext(call inspector.Cursor) bool {
	for {
		for _, arg := range call.Node().(*ast.CallExpr).Args {
			if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
				if v, ok := s.info.Uses[id].(*types.Var); ok && shape.IsContext(v.Type()) {
					return true
				}
			}
		}
		if call.ParentEdgeKind() != edge.CallExpr_Args {
			return false
		}
		call = call.Parent()
	}
}

// onlyCalled reports whether the local that a literal is assigned to is only
// called, or handed to a function that calls it.
func (s *search) onlyCalled(cur inspector.Cursor, lhs ast.Expr) bool {
	id, ok := lhs.(*ast.Ident)
	if !ok {
		return false
	}
	obj := s.info.Defs[id]
	if obj == nil {
		obj = s.info.Uses[id]
	}
	v, ok := obj.(*types.Var)
	if !ok || v.Parent() == s.pass.Pkg.Scope() {
		return false
	}
	fn := enclosingFunction(cur)
	if !fn.Valid() {
		return false
	}
	for c := range fn.Preorder((*ast.Ident)(nil)) {
		if s.info.Uses[c.Node().(*ast.Ident)] != v {
			continue
		}
		switch c.ParentEdgeKind() {
		case edge.AssignStmt_Lhs:
		case edge.CallExpr_Fun:
			if !s.statementWaits(c.Parent()) {
				return false
			}
		case edge.CallExpr_Args:
			if !s.calleeWaits(c.Parent()) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// enclosingFunction returns the innermost function around cur, which is none.
func enclosingFunction(cur inspector.Cursor) inspector.Cursor {
	for c := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		return c
	}
	return inspector.Cursor{}
}

// joined reports whether the function around cur waits for the goroutine that
// spawn starts.
func (s *search) joined(cur inspector.Cursor, spawn ast.Node) bool {
	fn := enclosingFunction(cur)
	if !fn.Valid() {
		return false
	}
	_, body := function(fn.Node())
	return join.Joined(s.info, body, spawn)
}
