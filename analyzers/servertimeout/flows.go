package servertimeout

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/servers"
)

// flows knows where servers get to, and which of them get a timeout.
type flows struct {
	*servers.Flows
	info     *types.Info
	set      map[types.Object]bool // a timeout is assigned to it
	assigned map[types.Object]bool // a whole server is assigned to it
}

func findFlows(info *types.Info, root inspector.Cursor) *flows {
	isServer := func(t types.Type) bool { return fieldsOf(t) != nil }
	f := &flows{servers.FindFlows(info, root, isServer), info, map[types.Object]bool{}, map[types.Object]bool{}}
	for cur := range root.Preorder((*ast.AssignStmt)(nil)) {
		n := cur.Node().(*ast.AssignStmt)
		for i, l := range n.Lhs {
			f.timeout(n, i)
			if to := servers.Holder(info, l); to != nil && isServer(to.Type()) {
				f.assigned[to] = true
			}
		}
	}
	return f
}

// timeout notes a timeout that assignment i of n sets.
func (f *flows) timeout(n *ast.AssignStmt, i int) {
	sel, ok := ast.Unparen(n.Lhs[i]).(*ast.SelectorExpr)
	if !ok || i < len(n.Rhs) && isZero(f.info, n.Rhs[i]) {
		return
	}
	t := f.info.TypeOf(sel.X)
	if t == nil {
		return
	}
	if of := servers.Holder(f.info, sel.X); of != nil && slices.Contains(fieldsOf(t), sel.Sel.Name) {
		f.set[of] = true
	}
}

// limited reports whether a server in obj gets a timeout.
func (f *flows) limited(obj types.Object) bool {
	return f.Reaches(obj, func(o types.Object) bool { return f.set[o] })
}

// limitedField reports whether the server in the named field of the receiver of
// fn gets a timeout anywhere.
func (f *flows) limitedField(fn servers.Func, field string) bool {
	is := func(o types.Object) bool {
		v, ok := o.(*types.Var)
		return ok && v.IsField() && v.Name() == field && v.Pkg() != nil && v.Pkg().Path() == fn.Pkg
	}
	for o := range f.set {
		if is(o) {
			return true
		}
	}
	for o := range f.Sources {
		if is(o) && f.limited(o) {
			return true
		}
	}
	return false
}
