package unboundedgo

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A checker holds what is known of one package.
type checker struct {
	pass    *rule.Pass
	info    *types.Info
	parents map[ast.Node]ast.Node
	decls   map[*types.Func]*frame
	frames  map[ast.Node]*frame // of *ast.FuncDecl and *ast.FuncLit
	order   []*frame            // in source order
	vars    map[types.Object]*variable
	calls   map[*types.Func][]*ast.CallExpr // static calls in the package
	uses    map[*types.Func]int             // mentions in the package, calls included
	named   []types.Type                    // the types that the package declares

	busy     map[question]bool
	known    map[question]bool
	findings []*finding
}

// A question is a predicate and what it is asked of: recursive questions are
// answered with no.
type question struct {
	predicate string
	of        any
}

// ask answers a question once, by compute.
func (c *checker) ask(predicate string, of any, compute func() bool) bool {
	q := question{predicate, of}
	if c.busy[q] {
		return false
	}
	answer, ok := c.known[q]
	if !ok {
		c.busy[q] = true
		answer = compute()
		delete(c.busy, q)
		c.known[q] = answer
	}
	return answer
}

// A frame is a function that runs on its own: a declared one, or a literal
// that is not called where it stands.
type frame struct {
	node   ast.Node
	body   *ast.BlockStmt
	fn     *types.Func // nil for a literal
	sig    *types.Signature
	starts []ast.Node // its go statements and calls, in source order
	effect *effect
}

func newChecker(p *rule.Pass) *checker {
	c := &checker{
		pass: p, info: p.TypesInfo,
		parents: map[ast.Node]ast.Node{},
		decls:   map[*types.Func]*frame{},
		frames:  map[ast.Node]*frame{},
		vars:    map[types.Object]*variable{},
		calls:   map[*types.Func][]*ast.CallExpr{},
		uses:    map[*types.Func]int{},
		busy:    map[question]bool{},
		known:   map[question]bool{},
	}
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	for cur := range root.Preorder() {
		n := cur.Node()
		c.parents[n] = cur.Parent().Node()
		c.declare(n)
		c.learn(n)
	}
	for cur := range root.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		n := cur.Node()
		if _, ok := c.parents[n].(*ast.GoStmt); ok {
			continue // the call of a go statement: part of it
		}
		if f := c.frameOf(n); f != nil {
			f.starts = append(f.starts, n)
		}
	}
	return c
}

// declare records functions, their calls, and types.
func (c *checker) declare(n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		fn, ok := c.info.Defs[n.Name].(*types.Func)
		if !ok || n.Body == nil {
			return
		}
		f := &frame{node: n, body: n.Body, fn: fn, sig: fn.Signature()}
		c.decls[fn], c.frames[n] = f, f
		c.order = append(c.order, f)
	case *ast.FuncLit:
		sig, _ := c.typeOf(n).(*types.Signature)
		if sig == nil {
			sig = types.NewSignatureType(nil, nil, nil, nil, nil, false)
		}
		f := &frame{node: n, body: n.Body, sig: sig}
		c.frames[n] = f
		c.order = append(c.order, f)
	case *ast.TypeSpec:
		if obj, ok := c.info.Defs[n.Name].(*types.TypeName); ok && !obj.IsAlias() {
			c.named = append(c.named, obj.Type())
		}
	case *ast.CallExpr:
		if fn := typeutil.StaticCallee(c.info, n); fn != nil {
			c.calls[fn.Origin()] = append(c.calls[fn.Origin()], n)
		}
	case *ast.Ident:
		if fn, ok := c.info.Uses[n].(*types.Func); ok {
			c.uses[fn.Origin()]++
		}
	}
}

// typeOf is TypeOf with the core type's constraints left as they are; nil for
// what has no type.
func (c *checker) typeOf(e ast.Expr) types.Type {
	t := c.info.TypeOf(e)
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// frameOf returns the frame whose execution reaches n: that of the innermost
// function around it that is not called where it stands.
func (c *checker) frameOf(n ast.Node) *frame {
	for m := c.parents[n]; m != nil; m = c.parents[m] {
		switch m := m.(type) {
		case *ast.FuncLit:
			if !c.inlined(m) {
				return c.frames[m]
			}
		case *ast.FuncDecl:
			return c.frames[m]
		}
	}
	return nil
}

// inlined reports whether the literal runs as part of the function around it:
// it is called in place, deferred, or handed to a function that calls it
// before it returns.
func (c *checker) inlined(lit *ast.FuncLit) bool {
	call, arg := c.callOf(lit)
	if call == nil {
		return false
	}
	if _, ok := c.parents[call].(*ast.GoStmt); ok {
		return false
	}
	return arg < 0 || c.walks(call, arg) || c.callsArgument(call, arg)
}

// callOf returns the call that the expression is the function of (arg is -1)
// or an argument of.
func (c *checker) callOf(e ast.Expr) (call *ast.CallExpr, arg int) {
	var n ast.Node = e
	for {
		switch p := c.parents[n].(type) {
		case *ast.ParenExpr:
			n = p
			continue
		case *ast.CallExpr:
			if p.Fun == n {
				return p, -1
			}
			return p, slices.IndexFunc(p.Args, func(a ast.Expr) bool { return a == n })
		}
		return nil, 0
	}
}

// callsArgument reports whether the function that is called calls its i-th
// argument itself, before it returns.
func (c *checker) callsArgument(call *ast.CallExpr, i int) bool {
	t := c.target(call.Fun)
	if t.frame == nil {
		return t.fn != nil && slices.Contains(c.fact(t.fn).CallsArgs, i)
	}
	p := t.frame.param(i)
	return p != nil && c.ask("calls", p, func() bool { return c.callsParam(t.frame, p) })
}

func (c *checker) callsParam(f *frame, p types.Object) bool {
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			_, spawned := c.parents[call].(*ast.GoStmt)
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			found = ok && !spawned && c.info.Uses[id] == p && c.frameOf(call) == f
		}
		return !found
	})
	return found
}

// param returns the i-th parameter of f, if it has one of its own: nil for
// those that a variadic one gathers.
func (f *frame) param(i int) *types.Var {
	if i < 0 || i >= f.sig.Params().Len() || f.sig.Variadic() && i == f.sig.Params().Len()-1 {
		return nil
	}
	return f.sig.Params().At(i)
}

// A target is what a function expression denotes: code of this package, or a
// function that is known by name or fact only.
type target struct {
	frame *frame
	fn    *types.Func
}

// target resolves a function expression: a literal, a variable that holds one
// literal only, a function or method.
func (c *checker) target(fun ast.Expr) target {
	fun = ast.Unparen(fun)
	switch e := fun.(type) {
	case *ast.IndexExpr:
		fun = ast.Unparen(e.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(e.X)
	}
	var id *ast.Ident
	switch e := fun.(type) {
	case *ast.FuncLit:
		return target{frame: c.frames[e]}
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return target{}
	}
	switch obj := c.info.ObjectOf(id).(type) {
	case *types.Func:
		return target{c.decls[obj.Origin()], obj.Origin()}
	case *types.Var:
		if v := c.vars[obj.Origin()]; v != nil && len(v.values) == 1 && v.values[0].index < 0 {
			if lit, ok := ast.Unparen(v.values[0].expr).(*ast.FuncLit); ok {
				return target{frame: c.frames[lit]}
			}
		}
	}
	return target{}
}

// place names a position as messages do.
func (c *checker) place(pos token.Pos) string {
	return summary.NewRange(c.pass.Fset, pos, pos).Short()
}

func within(n, outer ast.Node) bool {
	return outer.Pos() <= n.Pos() && n.End() <= outer.End()
}
