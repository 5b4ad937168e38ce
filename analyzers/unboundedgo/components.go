package unboundedgo

import (
	"go/ast"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/join"
)

// configured reports whether the loop, which waits for its goroutines, runs
// over the server's own components: objects with behaviour, held by the
// receiver or a package variable, that nothing adds to once they are set up.
func (c *checker) configured(f *frame, l *loop, s spawn) bool {
	if l.kind != elements || l.over == nil || !join.Joined(c.info, f.body, s.node) {
		return false
	}
	held, ok := c.object(l.over).(*types.Var)
	if !ok || !behaves(held.Type()) {
		return false
	}
	switch {
	case held.IsField():
		return c.heldByReceiver(l.over) && c.fixed(held)
	case held.Pkg() != nil && held.Parent() == held.Pkg().Scope():
		return c.fixed(held)
	case c.isReceiver(held):
		return c.fixedType(held.Type())
	}
	return false
}

// behaves reports whether the elements of a container do something: they are
// interfaces, functions, or have methods.
func behaves(t types.Type) bool {
	var elem types.Type
	switch t := t.Underlying().(type) {
	case *types.Slice:
		elem = t.Elem()
	case *types.Map:
		elem = t.Elem()
	default:
		return false
	}
	switch elem.Underlying().(type) {
	case *types.Interface, *types.Signature:
		return true
	case *types.Pointer:
		return types.NewMethodSet(elem).Len() > 0
	}
	return false
}

// heldByReceiver reports whether the path e starts at the receiver of the method.
func (c *checker) heldByReceiver(e ast.Expr) bool {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.Ident:
			v, ok := c.info.ObjectOf(x).(*types.Var)
			return ok && (c.isReceiver(v) || v.Pkg() != nil && v.Parent() == v.Pkg().Scope())
		default:
			return false
		}
	}
}

func (c *checker) isReceiver(v *types.Var) bool {
	for _, f := range c.decls {
		if r := f.sig.Recv(); r != nil && r == v {
			return true
		}
	}
	return false
}

// fixed reports whether nothing changes the field or package variable but what
// sets it up: package initialisation, and functions that are no methods of the
// type and no handlers.
func (c *checker) fixed(obj *types.Var) bool {
	v := c.vars[obj]
	if v == nil {
		return false
	}
	var changes []ast.Node
	for _, val := range v.values {
		if _, ok := val.at.(*ast.CompositeLit); ok && c.inHandler(val.at) {
			return false // made per request
		}
		changes = append(changes, val.at)
	}
	for _, n := range append(changes, v.stores...) {
		if !c.setsUp(n) {
			return false
		}
	}
	return !v.address
}

// fixedType is fixed for a container type that is itself the receiver.
func (c *checker) fixedType(t types.Type) bool {
	for obj, v := range c.vars {
		if o, ok := obj.(*types.Var); !ok || !types.Identical(deref(o.Type()), deref(t)) {
			continue
		}
		for _, n := range v.stores {
			if !c.setsUp(n) {
				return false
			}
		}
	}
	return true
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// setsUp reports whether n stands in code that builds objects: a function
// without receiver that is no handler, or outside of functions.
func (c *checker) setsUp(n ast.Node) bool {
	for m := n; m != nil; m = c.parents[m] {
		switch m := m.(type) {
		case *ast.CompositeLit:
			return !c.inHandler(m)
		case *ast.FuncDecl:
			return m.Recv == nil && !c.inHandler(n)
		}
	}
	return true
}

func (c *checker) inHandler(n ast.Node) bool {
	for m := n; m != nil; m = c.parents[m] {
		if f := c.frames[m]; f != nil && handlers.Framework(f.sig) != "" {
			return true
		}
	}
	return false
}
