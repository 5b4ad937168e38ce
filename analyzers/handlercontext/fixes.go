package handlercontext

import (
	"go/ast"
	"go/types"
	"go/version"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// fixes puts the context at hand, ctx, in the place of the one at cur, if all that
// gets it is done while the request waits; for what is to be finished all the same,
// there is a second fix.
func (c *checker) fixes(cur inspector.Cursor, ctx athand.Context) []analysis.SuggestedFix {
	n := cur.Node()
	file := edit.New(c.Pass.Pass, n.Pos())
	if file == nil || c.started(cur) || !c.ofRequest(ctx, cur) || !c.replaceable(cur, ctx) || file.HasComment(n.Pos(), n.End()) || onPurpose(file, cur) {
		return nil
	}
	var edits []analysis.TextEdit
	if ctx.Unnamed {
		name, ok := file.NameParam(cur, ctx.Obj, ctx.Expr)
		if !ok {
			return nil
		}
		edits = append(edits, name)
	}
	fixes := []analysis.SuggestedFix{{
		Message:   "Use " + ctx.Expr,
		TextEdits: append(edits[:len(edits):len(edits)], append(file.Unimport("context", n), edit.Replace(n, ctx.Expr))...),
	}}
	name, imports, ok := file.Import("context", n.Pos())
	if !ok || version.Compare(file.Version(), "go1.21") < 0 {
		return fixes
	}
	return append(fixes, analysis.SuggestedFix{
		Message:   "Use " + ctx.Expr + " without its cancellation",
		TextEdits: append(append(edits, imports...), edit.Replace(n, name+".WithoutCancel("+ctx.Expr+")")),
	})
}

// purpose matches comments that give a reason for a context, and todo those that
// ask for another one.
var (
	purpose = regexp.MustCompile(`(?i)context|ctx|cancel|timeout|deadline|background|outliv|surviv`)
	todo    = regexp.MustCompile(`TODO|FIXME|XXX`)
)

// onPurpose reports whether the comment above the statement at cur says why it does
// not use the request's context.
func onPurpose(file *edit.File, cur inspector.Cursor) bool {
	for at := range cur.Enclosing() {
		if _, ok := at.Node().(ast.Stmt); ok {
			text := file.CommentAbove(at.Node().Pos())
			return purpose.MatchString(text) && !todo.MatchString(text)
		}
	}
	return false
}

// started reports whether a go statement calls the function around cur: the request may
// be over by then.
func (c *checker) started(cur inspector.Cursor) bool {
	for at := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		fn, _ := c.TypesInfo.Defs[at.Node().(*ast.FuncDecl).Name].(*types.Func)
		return slices.ContainsFunc(c.calls[fn], func(call inspector.Cursor) bool { return call.ParentEdgeKind() == edge.GoStmt_Call })
	}
	return false
}

// ofRequest reports whether ctx belongs to the request that the code at cur serves: it is
// handed in, or asked of something that is. The fields of objects may last longer.
func (c *checker) ofRequest(ctx athand.Context, cur inspector.Cursor) bool {
	if ctx.Unnamed || ctx.Expr == ctx.Obj.Name() {
		return ctx.Obj.Parent() != c.Pkg.Scope()
	}
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		decl := fn.Node().(*ast.FuncDecl)
		if decl.Recv != nil && decl.Recv.Pos() <= ctx.Obj.Pos() && ctx.Obj.Pos() < decl.Recv.End() {
			return false
		}
	}
	return ctx.Certain() && strings.HasSuffix(ctx.Expr, "Context()")
}

// replaceable reports whether another context can take the place of the one at cur.
func (c *checker) replaceable(cur inspector.Cursor, ctx athand.Context) bool {
	if c.background(cur.Node()) == "" { // a variable, which must stay in use
		v, ok := c.TypesInfo.Uses[identOf(cur.Node())].(*types.Var)
		if !ok || v.Parent() != c.Pkg.Scope() {
			return false
		}
	}
	w := waiting{c, ctx, map[*types.Var]bool{}}
	return w.waitedFor(cur)
}

func identOf(n ast.Node) *ast.Ident {
	id, _ := n.(*ast.Ident)
	return id
}

// waiting follows a context in whose place ctx shall stand.
type waiting struct {
	*checker
	ctx  athand.Context
	seen map[*types.Var]bool
}

// waitedFor reports whether the context at cur only gets to calls, which the
// function around it makes and waits for: it is not kept, nor used by what is
// excused from following the request.
func (w waiting) waitedFor(cur inspector.Cursor) bool {
	if w.excused(cur) {
		return false
	}
	switch parent := cur.Parent(); cur.ParentEdgeKind() {
	case edge.CallExpr_Args:
		return w.callWaits(parent)
	case edge.AssignStmt_Rhs:
		as := parent.Node().(*ast.AssignStmt)
		if len(as.Lhs) != len(as.Rhs) {
			return w.variableWaits(as.Lhs[0], cur)
		}
		return w.variableWaits(as.Lhs[cur.ParentEdgeIndex()], cur)
	case edge.ValueSpec_Values:
		spec := parent.Node().(*ast.ValueSpec)
		return len(spec.Names) == len(spec.Values) && w.variableWaits(spec.Names[cur.ParentEdgeIndex()], cur)
	case edge.SelectorExpr_X:
		return true // its Done or Err
	}
	return false
}

// callWaits judges the call that a context is handed to; what it makes of it, if it
// derives another one, counts as well.
func (w waiting) callWaits(cur inspector.Cursor) bool {
	call := cur.Node().(*ast.CallExpr)
	fn, ok := typeutil.Callee(w.TypesInfo, call).(*types.Func)
	if !ok {
		tv := w.TypesInfo.Types[call.Fun]
		return !tv.IsType() && !tv.IsBuiltin()
	}
	switch results := fn.Signature().Results(); {
	case results.Len() == 0 || !shape.IsContext(results.At(0).Type()):
		return true
	case results.Len() == 2 && !w.cancelled(cur):
		return false // the work may go on when the function returns
	}
	return w.waitedFor(cur)
}

// cancelled reports whether the function defers the cancel function that the call
// at cur returns with a context.
func (w waiting) cancelled(cur inspector.Cursor) bool {
	as, ok := cur.Parent().Node().(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 2 {
		return false
	}
	cancel, ok := w.TypesInfo.ObjectOf(identOf(as.Lhs[1])).(*types.Var)
	return ok && slices.ContainsFunc(w.uses[cancel], func(use inspector.Cursor) bool {
		call := use.Parent()
		return use.ParentEdgeKind() == edge.CallExpr_Fun && call.ParentEdgeKind() == edge.DeferStmt_Call && function(use) == function(cur)
	})
}

// function is the innermost function around cur.
func function(cur inspector.Cursor) ast.Node {
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return fn.Node()
	}
	return nil
}

// variableWaits judges the uses of the local variable lhs.
func (w waiting) variableWaits(lhs ast.Expr, cur inspector.Cursor) bool {
	id, ok := lhs.(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := w.TypesInfo.ObjectOf(id).(*types.Var)
	direct := w.background(cur.Node()) != ""
	if !ok || v.Parent() == w.Pkg.Scope() || direct && v.Name() == w.ctx.Expr {
		return false // kept, or ctx := ctx
	}
	if w.seen[v] {
		return true
	}
	w.seen[v] = true
	for _, use := range w.uses[v] {
		if !isAssigned(use) && (!w.sameOwner(use, cur) || !w.waitedFor(use)) {
			return false
		}
	}
	return true
}

// sameOwner reports whether both stand in one function, as far as requests go.
func (c *checker) sameOwner(a, b inspector.Cursor) bool {
	return c.ownerOf(a).Node() == c.ownerOf(b).Node()
}
