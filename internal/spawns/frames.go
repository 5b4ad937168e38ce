package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/summary"
	"golang.org/x/tools/go/analysis"
)

// A Checker holds what is known of one package. It remembers what it has been
// asked, so a rule locks it first: drivers run the rules side by side.
type Checker struct {
	sync.Mutex
	pass    *analysis.Pass
	info    *types.Info
	parents map[ast.Node]ast.Node // see Parent
	decls   map[*types.Func]*Frame
	frames  map[ast.Node]*Frame // of *ast.FuncDecl and *ast.FuncLit
	Frames  []*Frame            // in source order
	Vars    map[types.Object]*Variable
	calls   map[*types.Func][]*ast.CallExpr // static calls in the package, but for tests
	uses    map[*types.Func]int             // mentions in the package, calls included
	facts   map[*types.Func]*behaviour      // of functions of other packages
	named   []types.Type                    // the types that the package declares

	implementations map[*types.Func][]*Frame // see Implementations

	busy     map[question]bool
	known    map[question]bool
	findings []*Unbounded
}

// A question is a predicate and what it is asked of: recursive questions are
// answered with no.
type question struct {
	predicate string
	of        any
}

// ask answers a question once, by compute.
func (c *Checker) ask(predicate string, of any, compute func() bool) bool {
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

// A Frame is a function that runs on its own: a declared one, or a literal
// that is not called where it stands.
type Frame struct {
	Node   ast.Node
	Body   *ast.BlockStmt
	Fn     *types.Func // nil for a literal
	Sig    *types.Signature
	Starts []ast.Node // its go statements and calls, in source order
	effect *effect
}

func newChecker(p *analysis.Pass) *Checker {
	root := p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()
	c := &Checker{
		pass: p, info: p.TypesInfo,
		parents: map[ast.Node]ast.Node{},
		decls:   map[*types.Func]*Frame{},
		frames:  map[ast.Node]*Frame{},
		Vars:    map[types.Object]*Variable{},
		calls:   map[*types.Func][]*ast.CallExpr{},
		uses:    map[*types.Func]int{},
		facts:   map[*types.Func]*behaviour{},

		implementations: map[*types.Func][]*Frame{},
		busy:            map[question]bool{},
		known:           map[question]bool{},
	}
	test := false
	for cur := range root.Preorder() {
		n := cur.Node()
		if f, ok := n.(*ast.File); ok {
			test = linted.Test(p.Fset, f.Package)
		}
		c.declare(n)
		c.learn(n)
		if !test {
			c.mention(n)
		}
	}
	for cur := range root.Preorder((*ast.GoStmt)(nil), (*ast.CallExpr)(nil)) {
		if cur.ParentEdgeKind() == edge.GoStmt_Call {
			continue // part of the go statement
		}
		if f := c.frameAround(cur); f != nil {
			f.Starts = append(f.Starts, cur.Node())
		}
	}
	return c
}

// Parent returns the node around n in its declaration; nil if n is the declaration.
// Only of the declarations that somebody asks about it knows the nodes.
func (c *Checker) Parent(n ast.Node) ast.Node {
	if p, known := c.parents[n]; known {
		return p
	}
	for _, f := range c.pass.Files {
		if f.FileStart > n.Pos() || n.Pos() >= f.FileEnd {
			continue
		}
		i, found := slices.BinarySearchFunc(f.Decls, n.Pos(), func(d ast.Decl, pos token.Pos) int {
			if d.End() <= pos {
				return -1
			}
			return max(0, int(d.Pos()-pos))
		})
		if found {
			shape.Parents(c.parents, f.Decls[i])
		}
	}
	return c.parents[n]
}

// declare records functions and types.
func (c *Checker) declare(n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		fn, ok := c.info.Defs[n.Name].(*types.Func)
		if !ok || n.Body == nil {
			return
		}
		f := &Frame{Node: n, Body: n.Body, Fn: fn, Sig: fn.Signature()}
		c.decls[fn], c.frames[n] = f, f
		c.Frames = append(c.Frames, f)
	case *ast.FuncLit:
		sig, _ := c.typeOf(n).(*types.Signature)
		if sig == nil {
			sig = types.NewSignatureType(nil, nil, nil, nil, nil, false)
		}
		f := &Frame{Node: n, Body: n.Body, Sig: sig}
		c.frames[n] = f
		c.Frames = append(c.Frames, f)
	case *ast.TypeSpec:
		if obj, ok := c.info.Defs[n.Name].(*types.TypeName); ok && !obj.IsAlias() {
			c.named = append(c.named, obj.Type())
		}
	}
}

// mention records calls and other uses of functions.
func (c *Checker) mention(n ast.Node) {
	switch n := n.(type) {
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
func (c *Checker) typeOf(e ast.Expr) types.Type {
	t := c.info.TypeOf(e)
	if t == nil {
		return nil
	}
	return t.Underlying()
}

// frameAround is FrameOf for what a cursor stands at.
func (c *Checker) frameAround(cur inspector.Cursor) *Frame {
	for cur := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		if lit, ok := cur.Node().(*ast.FuncLit); !ok || !c.Inlined(lit) {
			return c.frames[cur.Node()]
		}
	}
	return nil
}

// FrameOf returns the frame whose execution reaches n: that of the innermost
// function around it that is not called where it stands.
func (c *Checker) FrameOf(n ast.Node) *Frame {
	for m := c.Parent(n); m != nil; m = c.Parent(m) {
		switch m := m.(type) {
		case *ast.FuncLit:
			if !c.Inlined(m) {
				return c.frames[m]
			}
		case *ast.FuncDecl:
			return c.frames[m]
		}
	}
	return nil
}

// Declared returns the declared function that n stands in, or nil.
func (c *Checker) Declared(n ast.Node) *types.Func {
	for m := n; m != nil; m = c.Parent(m) {
		if d, ok := m.(*ast.FuncDecl); ok {
			fn, _ := c.info.Defs[d.Name].(*types.Func)
			return fn
		}
	}
	return nil
}

// Inlined reports whether the literal runs as part of the function around it:
// it is called in place, deferred, or handed to a function that calls it
// before it returns.
func (c *Checker) Inlined(lit *ast.FuncLit) bool {
	call, arg := c.callOf(lit)
	if call == nil {
		return false
	}
	if _, ok := c.Parent(call).(*ast.GoStmt); ok {
		return false
	}
	return arg < 0 || c.walks(call, arg) || c.callsArgument(call, arg)
}

// callOf returns the call that the expression is the function of (arg is -1)
// or an argument of.
func (c *Checker) callOf(e ast.Expr) (call *ast.CallExpr, arg int) {
	var n ast.Node = e
	for {
		switch p := c.Parent(n).(type) {
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
func (c *Checker) callsArgument(call *ast.CallExpr, i int) bool {
	t := c.Target(call.Fun)
	if t.Frame == nil {
		return t.Fn != nil && slices.Contains(c.fact(t.Fn).CallsArgs, i)
	}
	p := t.Frame.param(i)
	return p != nil && c.ask("calls", p, func() bool { return c.callsParam(t.Frame, p) })
}

func (c *Checker) callsParam(f *Frame, p *types.Var) bool {
	switch p.Type().Underlying().(type) {
	case *types.Signature, *types.Interface: // that of a type parameter
	default:
		return false
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !found {
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			if ok && c.info.Uses[id] == p {
				_, spawned := c.Parent(call).(*ast.GoStmt)
				found = !spawned && c.FrameOf(call) == f
			}
		}
		return !found
	})
	return found
}

// param returns the i-th parameter of f, if it has one of its own: nil for
// those that a variadic one gathers.
func (f *Frame) param(i int) *types.Var {
	if i < 0 || i >= f.Sig.Params().Len() || f.Sig.Variadic() && i == f.Sig.Params().Len()-1 {
		return nil
	}
	return f.Sig.Params().At(i)
}

// A Target is what a function expression denotes: code of this package, or a
// function that is known by name or fact only.
type Target struct {
	Frame *Frame
	Fn    *types.Func
}

// Target resolves a function expression: a literal, a variable that holds one
// literal only, a function or method.
func (c *Checker) Target(fun ast.Expr) Target {
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
		return Target{Frame: c.frames[e]}
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return Target{}
	}
	switch obj := c.info.ObjectOf(id).(type) {
	case *types.Func:
		return Target{c.decls[obj.Origin()], obj.Origin()}
	case *types.Var:
		if v := c.Vars[obj.Origin()]; v != nil && len(v.Values) == 1 && v.Values[0].Index < 0 {
			if lit, ok := ast.Unparen(v.Values[0].Expr).(*ast.FuncLit); ok {
				return Target{Frame: c.frames[lit]}
			}
		}
	}
	return Target{}
}

// Place names a position as messages do.
func (c *Checker) Place(pos token.Pos) string {
	return summary.NewRange(c.pass.Fset, pos, pos).Short()
}

func within(n, outer ast.Node) bool {
	return outer.Pos() <= n.Pos() && n.End() <= outer.End()
}
