package contextless

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/ctxless"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// A fate tells what becomes of a value that is made in one place and used in
// another: an HTTP request, or a command.
type fate uint8

const (
	attached fate = 1 << iota // it is given a context, or ended by hand
	sent                      // it is sent, or run and waited for
	escaped                   // it is stored where it is not followed
	started                   // the command is started
	awaited                   // the command is waited for
	returned                  // as the first result (for parameters only)
)

func (f fate) has(g fate) bool { return f&g != 0 }

// flow follows requests and commands through a package.
type flow struct {
	pass   *analysis.Pass
	finder *ctxless.Finder
	info   *types.Info
	root   inspector.Cursor
	uses   map[types.Object][]inspector.Cursor // where tracked variables and fields occur
	calls  map[*types.Func][]inspector.Cursor  // calls of the package's own functions
	decls  map[*types.Func]inspector.Cursor
	order  []*types.Func            // the keys of decls, in order
	known  map[*types.Func]handling // of functions seen
	busy   map[any]bool
}

func newFlow(pass *analysis.Pass, root inspector.Cursor, finder *ctxless.Finder) *flow {
	f := &flow{
		pass: pass, finder: finder, info: pass.TypesInfo, root: root,
		uses:  map[types.Object][]inspector.Cursor{},
		calls: map[*types.Func][]inspector.Cursor{},
		decls: map[*types.Func]inspector.Cursor{},
		known: map[*types.Func]handling{},
		busy:  map[any]bool{},
	}
	for cur := range root.Preorder((*ast.Ident)(nil), (*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.Ident:
			if v, ok := f.info.Uses[n].(*types.Var); ok && tracked(v.Type()) {
				f.uses[v] = append(f.uses[v], cur)
			}
		case *ast.CallExpr:
			if fn := f.callee(n); fn != nil && fn.Pkg() == pass.Pkg {
				f.calls[fn] = append(f.calls[fn], cur)
			}
		case *ast.FuncDecl:
			if fn, ok := f.info.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				f.decls[fn] = cur
				f.order = append(f.order, fn)
			}
		}
	}
	return f
}

// tracked reports whether values of type t are followed.
func tracked(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	switch n.Obj().Pkg().Path() + "." + n.Obj().Name() {
	case "net/http.Request", "os/exec.Cmd", "github.com/hashicorp/go-retryablehttp.Request":
		return true
	}
	return false
}

// value tells what becomes of the value of the expression at cur; if that is a
// call with several results, of result idx.
func (f *flow) value(cur inspector.Cursor, idx int) fate {
	for cur.ParentEdgeKind() == edge.ParenExpr_X {
		cur = cur.Parent()
	}
	parent := cur.Parent()
	switch cur.ParentEdgeKind() {
	case edge.SelectorExpr_X:
		return f.selected(parent)
	case edge.CallExpr_Args:
		return f.argument(parent, cur.ParentEdgeIndex())
	case edge.AssignStmt_Rhs:
		as := parent.Node().(*ast.AssignStmt)
		i := cur.ParentEdgeIndex()
		if len(as.Rhs) == 1 {
			i = idx
		}
		if i < len(as.Lhs) {
			return f.assigned(as.Lhs[i], parent)
		}
	case edge.ValueSpec_Values:
		vs := parent.Node().(*ast.ValueSpec)
		i := cur.ParentEdgeIndex()
		if len(vs.Values) == 1 {
			i = idx
		}
		if i < len(vs.Names) {
			return f.assigned(vs.Names[i], parent)
		}
	case edge.ReturnStmt_Results:
		return f.returned(parent, max(cur.ParentEdgeIndex(), idx))
	case edge.KeyValueExpr_Value:
		if id, ok := parent.Node().(*ast.KeyValueExpr).Key.(*ast.Ident); ok {
			return f.stored(f.info.Uses[id])
		}
	case edge.BinaryExpr_X, edge.BinaryExpr_Y, edge.ExprStmt_X, edge.AssignStmt_Lhs:
		return 0
	}
	return escaped
}

// assigned tells what becomes of a value assigned to lhs by the statement at cur.
func (f *flow) assigned(lhs ast.Expr, cur inspector.Cursor) fate {
	switch lhs := ast.Unparen(lhs).(type) {
	case *ast.Ident:
		if lhs.Name == "_" {
			return 0
		}
		obj := f.info.Defs[lhs]
		if obj == nil {
			obj = f.info.Uses[lhs]
		}
		v, ok := obj.(*types.Var)
		if !ok || v.Parent() == f.pass.Pkg.Scope() {
			return escaped
		}
		return f.variable(v, cur)
	case *ast.SelectorExpr:
		return f.stored(f.info.Uses[lhs.Sel])
	}
	return escaped
}

// stored tells what becomes of a value kept in a field: it is not followed, but
// for a context attached to what the field holds.
func (f *flow) stored(field types.Object) fate {
	if field == nil || f.busy[field] {
		return escaped
	}
	f.busy[field] = true
	defer delete(f.busy, field)
	for _, use := range f.uses[field] {
		if use.ParentEdgeKind() == edge.SelectorExpr_Sel && f.value(use.Parent(), 0).has(attached) {
			return attached
		}
	}
	return escaped
}

// A varAt is a variable with the value it gets at a place.
type varAt struct {
	v  *types.Var
	at token.Pos
}

// variable tells what becomes of the value that v gets at cur: at a statement,
// or, for parameters, at the function.
func (f *flow) variable(v *types.Var, cur inspector.Cursor) fate {
	key := varAt{v, cur.Node().Pos()}
	if f.busy[key] {
		return 0
	}
	f.busy[key] = true
	defer delete(f.busy, key)
	end := f.overwritten(v, cur)
	var all fate
	for _, use := range f.uses[v] {
		pos := use.Node().Pos()
		if pos < cur.Node().Pos() || end.IsValid() && pos >= end {
			continue
		}
		all |= f.value(use, 0)
	}
	return all.settle()
}

// settle turns a command that is started and waited for into one that is run.
func (f fate) settle() fate {
	if f.has(started) && f.has(awaited) {
		f |= sent
	}
	return f
}

// overwritten returns where v gets another value for good: by an assignment
// that does not use v, in a block around cur.
func (f *flow) overwritten(v *types.Var, cur inspector.Cursor) token.Pos {
	at := cur.Node().Pos()
	for _, use := range f.uses[v] {
		stmt := use.Parent()
		if use.ParentEdgeKind() != edge.AssignStmt_Lhs || use.Node().Pos() <= at || stmt.Node() == cur.Node() {
			continue
		}
		block := stmt.Parent().Node()
		if at < block.Pos() || at >= block.End() || f.mentions(stmt.Node().(*ast.AssignStmt).Rhs, v) {
			continue
		}
		return stmt.Node().End()
	}
	return token.NoPos
}

func (f *flow) mentions(es []ast.Expr, v *types.Var) bool {
	return slices.ContainsFunc(es, func(e ast.Expr) bool { return shape.Uses(f.info, e, v) })
}

// returned tells what becomes of result i of the function that the return
// statement at cur leaves: it is followed to the callers in this package.
func (f *flow) returned(cur inspector.Cursor, i int) fate {
	for c := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		var calls []inspector.Cursor
		var key any
		switch fn := c.Node().(type) {
		case *ast.FuncDecl:
			obj, _ := f.info.Defs[fn.Name].(*types.Func)
			calls, key = f.calls[obj], obj
		case *ast.FuncLit:
			v := f.localOf(c)
			if v == nil {
				return escaped
			}
			calls, key = f.callsOf(v, c), v
		}
		if f.busy[key] {
			return returned
		}
		f.busy[key] = true
		defer delete(f.busy, key)
		all := returned
		for _, call := range calls {
			all |= f.value(call, i)
		}
		return all.settle()
	}
	return escaped
}

// localOf returns the local variable that the literal at cur is assigned to.
func (f *flow) localOf(cur inspector.Cursor) *types.Var {
	if cur.ParentEdgeKind() != edge.AssignStmt_Rhs {
		return nil
	}
	as := cur.Parent().Node().(*ast.AssignStmt)
	if len(as.Lhs) != len(as.Rhs) {
		return nil
	}
	id, ok := as.Lhs[cur.ParentEdgeIndex()].(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := f.info.Defs[id].(*types.Var)
	return v
}

// callsOf returns the calls of the local v in the function around cur.
func (f *flow) callsOf(v *types.Var, cur inspector.Cursor) []inspector.Cursor {
	var calls []inspector.Cursor
	for c := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		for call := range c.Preorder((*ast.CallExpr)(nil)) {
			if id, ok := call.Node().(*ast.CallExpr).Fun.(*ast.Ident); ok && f.info.Uses[id] == v {
				calls = append(calls, call)
			}
		}
	}
	return calls
}
