package spawns

import (
	"go/ast"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/join"
)

// configured reports whether the loop, which waits for its goroutines, runs
// over the server's own components: objects with behaviour, held by the
// receiver or a package variable, that nothing adds to once they are set up.
func (c *Checker) configured(f *Frame, l *Loop, s Spawn) bool {
	if l.Kind != Elements || l.Over == nil || !join.Joined(c.info, f.Body, s.Node) {
		return false
	}
	held, ok := c.Object(l.Over).(*types.Var)
	if !ok || !behaves(held.Type()) {
		return false
	}
	switch {
	case held.IsField():
		return c.heldByReceiver(l.Over) && c.fixed(held)
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
func (c *Checker) heldByReceiver(e ast.Expr) bool {
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

func (c *Checker) isReceiver(v *types.Var) bool {
	for _, f := range c.decls {
		if r := f.Sig.Recv(); r != nil && r == v {
			return true
		}
	}
	return false
}

// fixed reports whether nothing changes the field or package variable but what
// sets it up: package initialisation, and functions that are no methods of the
// type and no handlers.
func (c *Checker) fixed(obj *types.Var) bool {
	v := c.Vars[obj]
	if v == nil {
		return false
	}
	var changes []ast.Node
	for _, val := range v.Values {
		if _, ok := val.At.(*ast.CompositeLit); ok && c.inHandler(val.At) {
			return false // made per request
		}
		changes = append(changes, val.At)
	}
	for _, n := range append(changes, v.stores...) {
		if !c.setsUp(n) {
			return false
		}
	}
	return !v.address
}

// fixedType is fixed for a container type that is itself the receiver.
func (c *Checker) fixedType(t types.Type) bool {
	for obj, v := range c.Vars {
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
func (c *Checker) setsUp(n ast.Node) bool {
	for m := n; m != nil; m = c.Parents[m] {
		switch m := m.(type) {
		case *ast.CompositeLit:
			return !c.inHandler(m)
		case *ast.FuncDecl:
			return m.Recv == nil && !c.inHandler(n)
		}
	}
	return true
}

func (c *Checker) inHandler(n ast.Node) bool {
	for m := n; m != nil; m = c.Parents[m] {
		if f := c.frames[m]; f != nil && handlers.Framework(f.Sig) != "" {
			return true
		}
	}
	return false
}
