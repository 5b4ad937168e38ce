package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/handlers"
	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// component reports whether the goroutines of the loop are, or belong to,
// components that run as long as the server, or as what is received.
func (c *Checker) component(f *Frame, l *Loop, s Spawn) bool {
	if l.Kind == Received {
		return c.watches(l, s) || slices.ContainsFunc(s.Run, lifetime{c, true}.endlessFunc)
	}
	return c.LongLived(s) || c.launcher(s) || c.employed(f, l, s) || c.connected(f, l)
}

// watches reports whether the goroutine first of all waits for the end of something
// of the round, such as a connection: it belongs to that.
func (c *Checker) watches(l *Loop, s Spawn) bool {
	f := c.Target(s.Call.Fun).Frame
	if f == nil || len(f.Body.List) == 0 {
		return false
	}
	wait, ok := f.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return false
	}
	end, ok := ast.Unparen(wait.X).(*ast.UnaryExpr)
	if !ok || end.Op != token.ARROW {
		return false
	}
	told, ok := ast.Unparen(end.X).(*ast.CallExpr) // conn.Closed()
	ch, of := c.typeOf(end.X).(*types.Chan)
	return ok && of && len(told.Args) == 0 && emptyStruct(ch.Elem()) && c.dependsOn(told, l.Node)
}

// launcher reports whether the goroutine starts a component and ends.
func (c *Checker) launcher(s Spawn) bool {
	return slices.ContainsFunc(s.Run, func(e ast.Expr) bool {
		f := c.Target(e).Frame
		return f != nil && c.launches(f)
	})
}

// launches reports whether the function always leaves a component running.
func (c *Checker) launches(f *Frame) bool {
	return c.ask("launches", f, func() bool {
		for _, n := range f.Starts {
			for _, s := range c.SpawnsAt(n) {
				if s.Left == nil && c.always(f, n) && c.LongLived(s) &&
					!join.Joined(c.info, f.Body, n) && !join.Ends(c.info, f.Body, n) {
					return true
				}
			}
		}
		return false
	})
}

// employed reports whether the goroutine runs a method of an object for which
// the loop starts a long-lived one too: the loop goes over components.
func (c *Checker) employed(f *Frame, l *Loop, s Spawn) bool {
	owner := c.owner(s)
	return owner != nil && slices.ContainsFunc(f.Starts, func(n ast.Node) bool {
		return within(n, l.Body) && slices.ContainsFunc(c.SpawnsAt(n), func(other Spawn) bool {
			return c.owner(other) == owner && c.LongLived(other)
		})
	})
}

// owner returns the variable whose method the go statement s runs, or nil.
func (c *Checker) owner(s Spawn) types.Object {
	sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	if !ok || s.Left != nil || c.info.Selections[sel] == nil {
		return nil
	}
	return c.Object(sel.X)
}

// connected reports whether f hands some elements of the loop what others
// yield: stages of a pipeline have to run all at once.
func (c *Checker) connected(f *Frame, l *Loop) bool {
	elem := c.elementOf(l.Over)
	if elem == nil {
		return false
	}
	return slices.ContainsFunc(f.Starts, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && n.Pos() < l.Node.Pos() && c.methodOn(call, elem) != nil &&
			slices.ContainsFunc(call.Args, func(a ast.Expr) bool {
				from, ok := ast.Unparen(a).(*ast.CallExpr)
				return ok && c.methodOn(from, elem) != nil && c.methodOn(from, elem) != c.methodOn(call, elem)
			})
	})
}

// methodOn returns the variable of type t whose method is called, or nil.
func (c *Checker) methodOn(call *ast.CallExpr, t types.Type) types.Object {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if obj := c.Object(sel.X); obj != nil && types.Identical(obj.Type(), t) {
		return obj
	}
	return nil
}

// elementOf returns the type of the elements of a slice or map, or nil.
func (c *Checker) elementOf(e ast.Expr) types.Type {
	switch t := c.core(e).(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	}
	return nil
}

// configured reports whether the loop, which waits for its goroutines, runs
// over the server's own components: objects with behaviour, held by the
// receiver or a package variable, that nothing adds to once they are set up.
func (c *Checker) configured(f *Frame, l *Loop, s Spawn) bool {
	if l.Kind != Elements || l.Over == nil || !join.Joined(c.info, f.Body, s.Node) {
		return false
	}
	held, ok := c.Object(l.Over).(*types.Var)
	if !ok || !behaves(c.elementOf(l.Over)) {
		return false
	}
	switch {
	case held.IsField():
		return c.heldByReceiver(l.Over) && (c.fixed(held) || c.Vars[held] == nil && functionType(held.Type()))
	case held.Pkg() != nil && held.Parent() == held.Pkg().Scope():
		return c.fixed(held)
	case c.isReceiver(held):
		return c.fixedType(held.Type())
	}
	return false
}

// behaves reports whether elements do something: they are interfaces,
// functions, or have methods.
func behaves(elem types.Type) bool {
	if elem == nil {
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
		if o, ok := obj.(*types.Var); !ok || !types.Identical(shape.Deref(o.Type()), shape.Deref(t)) {
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

// setsUp reports whether n stands in code that builds objects: a function
// without receiver that is no handler, or outside of functions.
func (c *Checker) setsUp(n ast.Node) bool {
	for m := n; m != nil; m = c.Parent(m) {
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
	for m := n; m != nil; m = c.Parent(m) {
		if f := c.frames[m]; f != nil && handlers.Framework(f.Sig) != "" {
			return true
		}
	}
	return false
}
