package ctxless

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// callee returns the function or method that call names, or nil.
func callee(info *types.Info, call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	return fn
}

// chainStart returns the expression that a chain of calls starts from: v in
// v.A().B.
func chainStart(e ast.Expr) ast.Expr {
	for {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok {
			return e
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return e
		}
		e = sel.X
	}
}

func isVar(info *types.Info, e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && (info.Uses[id] == v || info.Defs[id] == v)
}

// setsContext reports whether an argument of call is an options literal with a
// field Context.
func setsContext(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		if u, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok && u.Op == token.AND {
			arg = u.X
		}
		lit, ok := ast.Unparen(arg).(*ast.CompositeLit)
		if !ok {
			continue
		}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Key.(*ast.Ident); ok && id.Name == "Context" {
					return true
				}
			}
		}
	}
	return false
}

// assignedTo returns what v is assigned in n.
func assignedTo(info *types.Info, n ast.Node, v *types.Var) []ast.Expr {
	var values []ast.Expr
	each := func(i, n int, rhs []ast.Expr) {
		switch {
		case len(rhs) == n:
			values = append(values, rhs[i])
		case len(rhs) == 1 && i == 0:
			values = append(values, rhs[0])
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if isVar(info, l, v) {
					each(i, len(n.Lhs), n.Rhs)
				}
			}
		case *ast.ValueSpec:
			for i, l := range n.Names {
				if isVar(info, l, v) {
					each(i, len(n.Names), n.Values)
				}
			}
		}
		return true
	})
	return values
}

// assignedToField returns what the package assigns to the field v, in
// assignments and composite literals.
func (f *Finder) assignedToField(v *types.Var) []ast.Expr {
	if f.fields == nil {
		f.fields = map[*types.Var][]ast.Expr{}
		for _, file := range f.pass.Files {
			ast.Inspect(file, f.indexFields)
		}
	}
	return f.fields[v.Origin()]
}

func (f *Finder) indexFields(n ast.Node) bool {
	add := func(obj types.Object, e ast.Expr) {
		if v, ok := obj.(*types.Var); ok && v.IsField() {
			f.fields[v.Origin()] = append(f.fields[v.Origin()], e)
		}
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for i, l := range n.Lhs {
				if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok {
					add(f.info.Uses[sel.Sel], n.Rhs[i])
				}
			}
		}
	case *ast.CompositeLit:
		st, _ := f.typeOf(n).Underlying().(*types.Struct)
		for i, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if id, ok := kv.Key.(*ast.Ident); ok {
					add(f.info.Uses[id], kv.Value)
				}
			} else if st != nil && i < st.NumFields() {
				add(st.Field(i), e)
			}
		}
	}
	return true
}

// decl returns the declaration of a function of this package, or nil.
func (f *Finder) decl(fn *types.Func) *ast.FuncDecl {
	if f.decls == nil {
		f.decls = map[*types.Func]*ast.FuncDecl{}
		for _, file := range f.pass.Files {
			for _, d := range file.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					if fn, ok := f.info.Defs[d.Name].(*types.Func); ok {
						f.decls[fn] = d
					}
				}
			}
		}
	}
	return f.decls[fn.Origin()]
}

// functionAt returns the declared function around pos, or nil.
func (f *Finder) functionAt(pos token.Pos) ast.Node {
	for _, file := range f.pass.Files {
		if pos < file.FileStart || pos > file.FileEnd {
			continue
		}
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Pos() <= pos && pos <= d.End() {
				return d
			}
		}
	}
	return nil
}
