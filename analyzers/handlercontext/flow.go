package handlercontext

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/observe"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// flow follows a context from where a function gets it to what it is used for.
type flow struct {
	*checker
	origin  inspector.Cursor // the function it belongs to
	returns bool             // whether returning it counts as work

	seen    map[*types.Var]bool
	work    []work
	escaped []work // in literals that run later, perhaps for a request
}

// A work is a use of a context for work: a call that gets it, or a return.
type work struct {
	at     inspector.Cursor // the context
	callee string
}

// value follows the context that the expression at cur yields.
func (f *flow) value(cur inspector.Cursor) {
	parent := cur.Parent()
	i := cur.ParentEdgeIndex()
	switch cur.ParentEdgeKind() {
	case edge.ParenExpr_X:
		f.value(parent)
	case edge.CallExpr_Args:
		f.argument(cur, parent, i)
	case edge.AssignStmt_Rhs:
		n := parent.Node().(*ast.AssignStmt)
		if len(n.Lhs) == len(n.Rhs) {
			f.assign(n.Lhs[i], cur)
		}
	case edge.ValueSpec_Values:
		n := parent.Node().(*ast.ValueSpec)
		if len(n.Names) == len(n.Values) {
			f.assign(n.Names[i], cur)
		}
	case edge.SelectorExpr_X:
		f.method(cur, parent)
	case edge.ReturnStmt_Results:
		if f.returns && !f.otherReturns(parent, i) {
			f.use(cur, "")
		}
	}
	// All else is no work: it is compared, stored in a field, sent, asked for a
	// value.
}

// method judges a method of the context at cur: who waits for its end, or, in
// a function that is handed it, asks whether it has come, does what cancelling
// cuts short.
func (f *flow) method(cur, sel inspector.Cursor) {
	name := sel.Node().(*ast.SelectorExpr).Sel.Name
	if name == "Done" || name == "Err" && !f.returns {
		f.use(cur, "")
	}
}

// result follows the context that the call at cur returns as result i.
func (f *flow) result(cur inspector.Cursor, i int) {
	sig, ok := f.TypesInfo.TypeOf(cur.Node().(*ast.CallExpr).Fun).(*types.Signature)
	if ok && sig.Results().Len() == 1 {
		f.value(cur)
		return
	}
	switch n := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		if cur.ParentEdgeKind() == edge.AssignStmt_Rhs && i < len(n.Lhs) {
			f.assign(n.Lhs[i], cur)
		}
	case *ast.ValueSpec:
		if i < len(n.Names) {
			f.assign(n.Names[i], cur)
		}
	case *ast.ReturnStmt:
		if f.returns && !f.otherReturns(cur.Parent(), i) {
			f.use(cur, "")
		}
	}
}

// assign follows a context into the variable lhs. In a field, an element or a
// package variable it is the base of something that lives longer.
func (f *flow) assign(lhs ast.Expr, cur inspector.Cursor) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return
	}
	v, ok := f.TypesInfo.ObjectOf(id).(*types.Var)
	if !ok || v.IsField() || v.Parent() == f.Pkg.Scope() || v.Parent() == types.Universe {
		return
	}
	if f.fallback(v, cur) {
		return
	}
	f.variable(v, cur.Node().Pos())
}

// variable follows the uses of a variable behind pos.
func (f *flow) variable(v *types.Var, pos token.Pos) {
	if f.seen[v] {
		return
	}
	f.seen[v] = true
	for _, use := range f.uses[v] {
		if use.Node().Pos() > pos && !isAssigned(use) {
			f.value(use)
		}
	}
}

// isAssigned reports whether cur stands on the left of an assignment.
func isAssigned(cur inspector.Cursor) bool {
	return cur.ParentEdgeKind() == edge.AssignStmt_Lhs ||
		cur.ParentEdgeKind() == edge.UnaryExpr_X && cur.Parent().Node().(*ast.UnaryExpr).Op == token.AND
}

// argument follows a context into a call, as argument i.
func (f *flow) argument(cur, callCur inspector.Cursor, i int) {
	call := callCur.Node().(*ast.CallExpr)
	if f.TypesInfo.Types[call.Fun].IsType() {
		f.value(callCur)
		return
	}
	var fn *types.Func
	switch callee := typeutil.Callee(f.TypesInfo, call).(type) {
	case *types.Builtin:
		return // append: stored
	case *types.Func:
		fn = callee.Origin()
	}
	if fn == nil {
		f.use(cur, types.ExprString(call.Fun))
		return
	}
	if fn.Pkg() != nil && fn.Pkg().Path() == "context" {
		if strings.HasPrefix(fn.Name(), "With") && fn.Name() != "WithoutCancel" {
			f.result(callCur, 0)
		}
		return
	}
	if f.lendsValues(call) {
		return
	}
	if f.harmless(fn, i) || f.makesSource(fn, callCur) || f.makesBase(fn, callCur) || f.makesLasting(callCur) || f.makesPart(fn, callCur) {
		f.derived(fn, callCur)
		return
	}
	if !f.isLinted(fn) && f.derived(fn, callCur) {
		return
	}
	f.use(cur, fn.Name())
}

// lendsValues reports whether a call makes a context of several: the empty one, and
// one whose values it takes on. That detaches work on purpose.
func (c *checker) lendsValues(call *ast.CallExpr) bool {
	if !shape.IsContext(c.TypesInfo.TypeOf(call)) {
		return false
	}
	contexts := 0
	for _, a := range call.Args {
		if shape.IsContext(c.TypesInfo.TypeOf(a)) {
			contexts++
		}
	}
	return contexts > 1
}

// derived follows the context that fn, which is given one, returns, if it does
// so without an error: then it only adds to it.
func (f *flow) derived(fn *types.Func, callCur inspector.Cursor) bool {
	results := fn.Signature().Results()
	at := -1
	for i := range results.Len() {
		switch t := results.At(i).Type(); {
		case shape.IsContext(t):
			at = i
		case isError(t):
			return false
		}
	}
	if at >= 0 {
		f.result(callCur, at)
	}
	return at >= 0
}

// harmless reports whether what fn does with the context handed in as argument
// i is nothing that cancelling would shorten.
func (f *flow) harmless(fn *types.Func, i int) bool {
	if cleansUp(fn.Name(), fn.Exported()) || serves[fn.Name()] || harmlessFuncs[fullName(fn)] {
		return true
	}
	sig := fn.Signature()
	if !handsContext(sig, i) && (printing(fn) || observe.Only(fn)) {
		return true
	}
	if !f.isLinted(fn) || isInterfaceMethod(fn) {
		return observe.Only(fn)
	}
	return f.idleParam(fn, i)
}

// makesSource reports whether a call makes something with the context as its base that
// is for later. If all that is done with it is to call its methods here, the function
// waits for what they do.
func (f *flow) makesSource(fn *types.Func, callCur inspector.Cursor) bool {
	if !sources[fullName(fn)] || calledUpon(callCur) {
		return false
	}
	as, ok := callCur.Parent().Node().(*ast.AssignStmt)
	if !ok {
		return true
	}
	id := identOf(as.Lhs[0])
	if id == nil || f.TypesInfo.Defs[id] == nil {
		return true
	}
	for use := range f.origin.Preorder((*ast.Ident)(nil)) {
		if f.TypesInfo.Uses[use.Node().(*ast.Ident)] == f.TypesInfo.Defs[id] && !calledUpon(use) {
			return true
		}
	}
	return false
}

// calledUpon reports whether a method of the value at cur is called.
func calledUpon(cur inspector.Cursor) bool {
	return cur.ParentEdgeKind() == edge.SelectorExpr_X && cur.Parent().ParentEdgeKind() == edge.CallExpr_Fun
}

// handsContext reports whether argument i of a function with the signature is
// taken for a context, and not for any value.
func handsContext(sig *types.Signature, i int) bool {
	if last := sig.Params().Len() - 1; i >= last && sig.Variadic() {
		return false
	}
	return i >= sig.Params().Len() || shape.IsContext(sig.Params().At(i).Type())
}

// makesPart reports whether a call of code that is not seen makes a part of what
// the function around it returns: the context is the base of that.
func (f *flow) makesPart(fn *types.Func, callCur inspector.Cursor) bool {
	if f.isLinted(fn) || !makes(fn.Name()) || strings.HasPrefix(fn.Name(), "NewRequest") {
		return false
	}
	for around := range callCur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return f.ends(around, callCur, nil)
	}
	return false
}

// makesBase reports whether a call makes something long-lived with the context
// as its base: the result is kept in a field or package variable, at once or
// from a local.
func (f *flow) makesBase(fn *types.Func, callCur inspector.Cursor) bool {
	if !makes(fn.Name()) {
		return false
	}
	as, ok := callCur.Parent().Node().(*ast.AssignStmt)
	if !ok || callCur.ParentEdgeKind() != edge.AssignStmt_Rhs || len(as.Rhs) != 1 {
		return false
	}
	if f.isKept(as.Lhs[0]) {
		return true
	}
	id, ok := as.Lhs[0].(*ast.Ident)
	if !ok || f.TypesInfo.ObjectOf(id) == nil {
		return false
	}
	made := f.TypesInfo.ObjectOf(id)
	for c := range f.origin.Preorder((*ast.AssignStmt)(nil)) {
		n := c.Node().(*ast.AssignStmt)
		for i, r := range n.Rhs {
			if from, ok := r.(*ast.Ident); ok && f.TypesInfo.Uses[from] == made && len(n.Lhs) == len(n.Rhs) && f.isKept(n.Lhs[i]) {
				return true
			}
		}
	}
	return false
}

// isKept reports whether lhs is a field or a package variable.
func (c *checker) isKept(lhs ast.Expr) bool {
	switch l := ast.Unparen(lhs).(type) {
	case *ast.SelectorExpr:
		return true
	case *ast.Ident:
		v, ok := c.TypesInfo.ObjectOf(l).(*types.Var)
		return ok && v.Parent() == c.Pkg.Scope()
	}
	return false
}

// use notes that the context at cur is used for work, unless its place excuses it.
func (f *flow) use(cur inspector.Cursor, callee string) {
	name := callee[strings.LastIndexByte(callee, '.')+1:]
	if f.excused(cur) || f.upgraded(cur) || undoes(name) && f.afterFailure(cur) {
		return
	}
	if owner := f.ownerOf(cur); owner.Node() != f.origin.Node() && f.outlives(owner) {
		f.escaped = append(f.escaped, work{cur, callee})
		return
	}
	f.work = append(f.work, work{cur, callee})
}

func (c *checker) isLinted(fn *types.Func) bool { return fn.Pkg() != nil && c.linted[fn.Pkg().Path()] }

func isInterfaceMethod(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}
