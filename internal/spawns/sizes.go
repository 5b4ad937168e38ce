package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// many reports whether a loop over e, a container or a count, can run
// arbitrarily often, and over what.
func (c *Checker) many(e ast.Expr) (over ast.Expr, k Kind, ok bool) {
	e = ast.Unparen(e)
	tv := c.info.Types[e]
	if b, ok := c.core(e).(*types.Basic); ok && b.Info()&types.IsNumeric != 0 {
		if tv.Value != nil {
			return e, Counted, !smallConstant(tv.Value)
		}
		over := c.lengthOf(e, 0)
		return over, Elements, over != nil
	}
	return e, Elements, !c.small(e, 0)
}

// depth limits how far values are followed.
const maxDepth = 6

// lengthOf returns the container whose length the integer e is, if that can be
// arbitrarily large; nil for other integers, which count workers.
func (c *Checker) lengthOf(e ast.Expr, depth int) ast.Expr {
	e = ast.Unparen(e)
	if depth > maxDepth || c.info.Types[e].Value != nil {
		return nil
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if over := c.lengthOf(e.X, depth+1); over != nil {
			return over
		}
		return c.lengthOf(e.Y, depth+1)
	case *ast.CallExpr:
		return c.lengthOfCall(e, depth)
	case *ast.Ident:
		v := c.Vars[c.Object(e)]
		if v == nil || v.address {
			return nil
		}
		var over ast.Expr
		for _, val := range v.Values {
			if over = c.lengthOf(val.Expr, depth+1); val.Index >= 0 || over == nil {
				return nil // one of its values is no length: it may be a limit
			}
		}
		return over
	}
	return nil
}

func (c *Checker) lengthOfCall(call *ast.CallExpr, depth int) ast.Expr {
	switch {
	case len(call.Args) == 0:
		return nil
	case isBuiltin(c.info, call, "len"):
		if c.small(call.Args[0], depth+1) {
			return nil
		}
		if _, ok := c.core(call.Args[0]).(*types.Chan); ok {
			return nil
		}
		return ast.Unparen(call.Args[0])
	case isBuiltin(c.info, call, "min"):
		var over ast.Expr
		for _, a := range call.Args {
			if over = c.lengthOf(a, depth+1); over == nil {
				return nil
			}
		}
		return over
	case c.info.Types[call.Fun].IsType():
		return c.lengthOf(call.Args[0], depth+1)
	}
	return nil
}

// small reports whether the container e has only few elements by construction.
func (c *Checker) small(e ast.Expr, depth int) bool {
	e = ast.Unparen(e)
	if depth > maxDepth {
		return false
	}
	if tv := c.info.Types[e]; tv.Value != nil || tv.IsNil() {
		return true
	}
	switch t := c.core(e).(type) {
	case *types.Array:
		return t.Len() <= maxCount
	case *types.Pointer:
		if a, ok := t.Elem().Underlying().(*types.Array); ok {
			return a.Len() <= maxCount
		}
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return true
	case *ast.SliceExpr:
		return c.smallSlice(e, depth)
	case *ast.CallExpr:
		return c.smallCall(e, depth)
	case *ast.IndexExpr: // of a table
		return c.small(e.X, depth+1)
	case *ast.Ident, *ast.SelectorExpr:
		return c.guarded(e) || c.smallVariable(e, depth)
	}
	return false
}

// smallSlice knows x[:n], and x[i:i+n] and its kin: chunks.
func (c *Checker) smallSlice(e *ast.SliceExpr, depth int) bool {
	if c.small(e.X, depth+1) {
		return true
	}
	if e.High == nil {
		return false
	}
	if e.Low == nil {
		return c.lengthOf(e.High, 0) == nil
	}
	return c.addsTo(e.High, c.Object(e.Low), depth)
}

// addsTo reports whether the integer e is start and something that is no length.
func (c *Checker) addsTo(e ast.Expr, start types.Object, depth int) bool {
	e = ast.Unparen(e)
	if start == nil || depth > maxDepth {
		return false
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return e.Op == token.ADD && (c.Object(e.X) == start && c.lengthOf(e.Y, 0) == nil ||
			c.Object(e.Y) == start && c.lengthOf(e.X, 0) == nil)
	case *ast.CallExpr:
		return isBuiltin(c.info, e, "min") &&
			slices.ContainsFunc(e.Args, func(a ast.Expr) bool { return c.addsTo(a, start, depth+1) })
	case *ast.Ident:
		if v := c.Vars[c.Object(e)]; v != nil {
			return slices.ContainsFunc(v.Values, func(v Value) bool { return c.addsTo(v.Expr, start, depth+1) })
		}
	}
	return false
}

// elementwise are the functions whose result has as many elements as their
// first argument.
var elementwise = []string{
	"slices.All", "slices.Values", "slices.Backward", "slices.Clone", "slices.Collect", "slices.Sorted", "slices.Compact",
	"maps.Keys", "maps.Values", "maps.All", "maps.Clone", "strings.Split", "strings.Fields", "strings.SplitSeq", "strings.FieldsSeq",
}

// fewOfMachine are the functions that list what a machine has only few of.
var fewOfMachine = []string{"net.Interfaces", "net.InterfaceAddrs", "(*net.Interface).Addrs", "(*net.Interface).MulticastAddrs"}

func (c *Checker) smallCall(call *ast.CallExpr, depth int) bool {
	switch {
	case c.info.Types[call.Fun].IsType():
		return len(call.Args) == 1 && c.small(call.Args[0], depth+1)
	case isBuiltin(c.info, call, "make"):
		_, isSlice := c.core(call).(*types.Slice)
		return isSlice && len(call.Args) > 1 && c.lengthOf(call.Args[1], 0) == nil && !c.divided(call.Args[1], 0)
	case isBuiltin(c.info, call, "append"):
		return c.smallAppend(call, depth)
	}
	t := c.Target(call.Fun)
	switch {
	case t.Frame != nil:
		return c.ask("small", t.Frame, func() bool { return c.returnsSmall(t.Frame) })
	case t.Fn != nil && t.Fn.Pkg() != nil:
		if t.Fn.Pkg() != c.pass.Pkg && c.pass.ImportObjectFact(t.Fn, new(small)) || slices.Contains(fewOfMachine, t.Fn.FullName()) {
			return true
		}
		return len(call.Args) > 0 && slices.Contains(elementwise, t.Fn.FullName()) && c.small(call.Args[0], depth+1)
	}
	return false
}

// divided reports whether the integer e is how many pieces something makes: the
// quotient of two values, or of one and the size of a block. Half of the
// processors is no such thing.
func (c *Checker) divided(e ast.Expr, depth int) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			by := c.info.Types[n.Y].Value
			found = found || n.Op == token.QUO && c.info.Types[n].Value == nil && (by == nil || !smallConstant(by))
		case *ast.Ident:
			if v := c.Vars[c.Object(n)]; v != nil && depth < maxDepth {
				found = found || slices.ContainsFunc(v.Values, func(v Value) bool { return v.Index < 0 && c.divided(v.Expr, depth+1) })
			}
		case *ast.SelectorExpr, *ast.FuncLit:
			return false // what others have computed is a setting
		}
		return !found
	})
	return found
}

// smallAppend holds for a statement that appends some elements and that no
// loop repeats.
func (c *Checker) smallAppend(call *ast.CallExpr, depth int) bool {
	if c.Looped(call, nil) {
		return false
	}
	if call.Ellipsis.IsValid() && !c.small(call.Args[len(call.Args)-1], depth+1) {
		return false
	}
	return c.small(call.Args[0], depth+1)
}

// returnsSmall reports whether all that a function returns as its first result is small.
func (c *Checker) returnsSmall(f *Frame) bool {
	found, all := false, true
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && c.FrameOf(r) == f {
			found = true
			all = all && len(r.Results) > 0 && c.small(r.Results[0], 1)
		}
		return all
	})
	return found && all
}

// smallVariable reports whether all values of a variable or field are small.
func (c *Checker) smallVariable(e ast.Expr, depth int) bool {
	obj, ok := c.Object(e).(*types.Var)
	if !ok {
		return false
	}
	if obj.Pkg() != nil && obj.Pkg() != c.pass.Pkg {
		return c.pass.ImportObjectFact(obj, new(small))
	}
	return c.ask("small", types.Object(obj), func() bool { return c.fewElements(obj, depth) })
}

func (c *Checker) fewElements(obj *types.Var, depth int) bool {
	v := c.Vars[obj]
	if f, i := c.paramOf(obj); f != nil {
		return v == nil && c.fewArguments(f, i, depth)
	}
	if v == nil || v.address || obj.IsField() && obj.Exported() {
		return false
	}
	for _, over := range v.ranged {
		if !c.smallElements(over, depth) {
			return false
		}
	}
	_, isMap := obj.Type().Underlying().(*types.Map)
	if isMap && len(v.stores) > 0 && !c.storesOnce(v) {
		return false
	}
	for _, val := range v.Values {
		call, _ := ast.Unparen(val.Expr).(*ast.CallExpr)
		emptyMap := isMap && call != nil && isBuiltin(c.info, call, "make")
		if val.Index > 0 || !emptyMap && !c.small(val.Expr, depth+1) && !c.appendsTo(val.Expr, obj, depth) {
			return false
		}
	}
	return len(v.Values)+len(v.ranged) > 0
}

// appendsTo reports whether e appends a few elements to obj itself, or one
// where there are few.
func (c *Checker) appendsTo(e ast.Expr, obj types.Object, depth int) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !isBuiltin(c.info, call, "append") || len(call.Args) == 0 || c.Object(call.Args[0]) != obj {
		return false
	}
	if !call.Ellipsis.IsValid() && c.guarded(call.Args[0]) {
		return true
	}
	v, ok := obj.(*types.Var)
	local := ok && !v.IsField() && v.Parent() != c.pass.Pkg.Scope()
	return local && !c.Looped(call, nil) && (!call.Ellipsis.IsValid() || c.small(call.Args[len(call.Args)-1], depth+1))
}

// storesOnce reports whether no loop, and no function called often, fills the map.
func (c *Checker) storesOnce(v *Variable) bool {
	for _, s := range v.stores {
		for n := s; n != nil; n = c.Parent(n) {
			switch n := n.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				return false
			case *ast.FuncDecl:
				if n.Name.Name != "init" && !slices.ContainsFunc(v.Values, func(v Value) bool { return within(v.At, n) }) {
					return false
				}
			}
		}
	}
	return true
}

// smallElements reports whether the elements of a container are themselves
// small: chunks, or the rows of a literal table.
func (c *Checker) smallElements(over ast.Expr, depth int) bool {
	if call, ok := ast.Unparen(over).(*ast.CallExpr); ok {
		if fn := c.Target(call.Fun).Fn; fn != nil && fn.FullName() == "slices.Chunk" && len(call.Args) == 2 {
			return c.lengthOf(call.Args[1], 0) == nil
		}
	}
	_, isSlice := c.core(over).(*types.Slice)
	_, isMap := c.core(over).(*types.Map)
	return (isSlice || isMap) && c.small(over, depth+1)
}

// paramOf returns the declared function whose i-th parameter obj is.
func (c *Checker) paramOf(obj *types.Var) (f *Frame, i int) {
	for fn, f := range c.decls {
		if obj.Pos() < f.Node.Pos() || f.Body.Pos() < obj.Pos() {
			continue
		}
		for i := range fn.Signature().Params().Len() {
			if fn.Signature().Params().At(i) == obj {
				return f, i
			}
		}
	}
	return nil, 0
}

// fewArguments reports whether all calls of f hand it few elements: those that
// can be seen to be all, or, for a variadic parameter, those that can be seen.
func (c *Checker) fewArguments(f *Frame, i, depth int) bool {
	calls := c.calls[f.Fn]
	variadic := f.Sig.Variadic() && i == f.Sig.Params().Len()-1
	if variadic && functionType(f.Sig.Params().At(i).Type()) {
		// Run(tasks ...func()): the calls list them.
		return !slices.ContainsFunc(calls, func(c *ast.CallExpr) bool { return c.Ellipsis.IsValid() })
	}
	calls = c.Callers(f)
	return len(calls) > 0 && !slices.ContainsFunc(calls, func(call *ast.CallExpr) bool {
		return (!variadic || call.Ellipsis.IsValid()) && (i >= len(call.Args) || !c.small(call.Args[i], depth+1))
	})
}

// Callers returns the calls of a declared function, if all are seen: it is not exported,
// and nothing is done with it but to call it.
func (c *Checker) Callers(f *Frame) []*ast.CallExpr {
	calls := c.calls[f.Fn]
	if f.Fn.Exported() || c.uses[f.Fn] != len(calls) {
		return nil
	}
	return calls
}

func functionType(slice types.Type) bool {
	s, ok := slice.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	_, ok = s.Elem().Underlying().(*types.Signature)
	return ok
}

// small is the fact that a package variable, or the result of a function, has
// only few elements.
type small struct{}

// AFact marks small as a fact.
func (*small) AFact() {}

func (*small) String() string { return "few elements" }

func (c *Checker) exportSmall() {
	for _, name := range c.pass.Pkg.Scope().Names() {
		v, ok := c.pass.Pkg.Scope().Lookup(name).(*types.Var)
		if ok && v.Exported() && container(v.Type()) && c.ask("small", types.Object(v), func() bool { return c.fewElements(v, 0) }) {
			c.pass.ExportObjectFact(v, new(small))
		}
	}
	for _, f := range c.Frames {
		if f.Fn != nil && f.Fn.Exported() && f.Sig.Results().Len() > 0 && container(f.Sig.Results().At(0).Type()) &&
			c.ask("small", f, func() bool { return c.returnsSmall(f) }) {
			c.pass.ExportObjectFact(f.Fn, new(small))
		}
	}
}

func container(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map:
		return !strings.Contains(t.String(), "invalid type")
	}
	return false
}
