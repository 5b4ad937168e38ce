package servers

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// Flows knows, for the variables, fields and functions of a package that hold or
// return servers, where the servers get to from there.
type Flows struct {
	info *types.Info
	is   func(types.Type) bool
	next map[types.Object][]types.Object
}

// FindFlows follows the values of the types for which is reports true.
func FindFlows(info *types.Info, root inspector.Cursor, is func(types.Type) bool) *Flows {
	f := &Flows{info, is, map[types.Object][]types.Object{}}
	if !f.mentioned() {
		return f
	}
	for cur := range root.Preorder((*ast.Ident)(nil), (*ast.SelectorExpr)(nil), (*ast.CallExpr)(nil)) {
		e := cur.Node().(ast.Expr)
		if t := info.TypeOf(e); t == nil || !f.carries(t) {
			continue
		}
		if from := f.source(e); from != nil {
			f.next[from] = append(f.next[from], f.Destinations(cur)...)
		}
	}
	return f
}

// mentioned reports whether there are servers in the package at all: in most there
// are none.
func (f *Flows) mentioned() bool {
	for _, tv := range f.info.Types {
		if f.carries(tv.Type) {
			return true
		}
	}
	return false
}

// carries reports whether t is that of a server, or a tuple with one, as of a
// constructor that returns an error, too.
func (f *Flows) carries(t types.Type) bool {
	tuple, ok := t.(*types.Tuple)
	if !ok {
		return f.is(t)
	}
	for v := range tuple.Variables() {
		if f.is(v.Type()) {
			return true
		}
	}
	return false
}

// source is what a server comes from: a variable, a field or a function.
func (f *Flows) source(e ast.Expr) types.Object {
	if call, ok := e.(*ast.CallExpr); ok {
		if fn, ok := typeutil.Callee(f.info, call).(*types.Func); ok {
			return fn.Origin()
		}
		return nil
	}
	return Holder(f.info, e)
}

// Reaches reports whether what obj holds gets to an object for which found
// reports true, or obj is one.
func (f *Flows) Reaches(obj types.Object, found func(types.Object) bool) bool {
	seen := map[types.Object]bool{}
	var visit func(types.Object) bool
	visit = func(o types.Object) bool {
		if seen[o] {
			return false
		}
		seen[o] = true
		return found(o) || slices.ContainsFunc(f.next[o], visit)
	}
	return visit(obj)
}

// Sources calls yield for each object from which something flows.
func (f *Flows) Sources(yield func(types.Object) bool) {
	for o := range f.next {
		if !yield(o) {
			return
		}
	}
}

// Destinations returns what the value of the expression at cur is stored in,
// handed to as a parameter, or returned by.
func (f *Flows) Destinations(cur inspector.Cursor) []types.Object {
	value := cur.Node().(ast.Expr)
	for {
		up := cur.Parent()
		switch n := up.Node().(type) {
		case *ast.UnaryExpr, *ast.ParenExpr, *ast.StarExpr:
			value, cur = n.(ast.Expr), up
			continue
		case *ast.AssignStmt:
			if i := slices.Index(n.Rhs, value); i >= 0 {
				if len(n.Rhs) == len(n.Lhs) {
					return f.holders(n.Lhs[i])
				}
				return f.holders(n.Lhs...)
			}
		case *ast.ValueSpec:
			if i := slices.Index(n.Values, value); i >= 0 && i < len(n.Names) {
				return f.holders(n.Names[i])
			}
		case *ast.KeyValueExpr:
			if id, ok := n.Key.(*ast.Ident); ok && n.Value == value {
				return f.holders(id)
			}
		case *ast.CallExpr:
			return f.parameter(n, value)
		case *ast.ReturnStmt:
			return f.returnedBy(up)
		}
		return nil
	}
}

func (f *Flows) holders(es ...ast.Expr) []types.Object {
	var all []types.Object
	for _, e := range es {
		if o := Holder(f.info, e); o != nil && f.is(o.Type()) {
			all = append(all, o)
		}
	}
	return all
}

// parameter returns the parameter of the callee that the argument becomes.
func (f *Flows) parameter(call *ast.CallExpr, arg ast.Expr) []types.Object {
	fn, ok := typeutil.Callee(f.info, call).(*types.Func)
	i := slices.Index(call.Args, arg)
	if !ok || i < 0 {
		return nil
	}
	if params := fn.Origin().Signature().Params(); i < params.Len() {
		return []types.Object{params.At(i)}
	}
	return nil
}

// returnedBy returns the declared function around a return statement.
func (f *Flows) returnedBy(ret inspector.Cursor) []types.Object {
	for cur := range ret.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		if d, ok := cur.Node().(*ast.FuncDecl); ok {
			if fn := f.info.Defs[d.Name]; fn != nil {
				return []types.Object{fn}
			}
		}
		break
	}
	return nil
}
