package handlergo

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/observe"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// A kind is how something dies with the request; the gravest comes first.
type kind int

const (
	ownContext kind = iota // the framework's context, used for another request
	writer
	body
	lent
	pooled
	ctx
	request // the request itself: only some of its uses are bad
)

// doomed is a value that dies with the request.
type doomed struct {
	kind   kind
	text   string
	lender string
	cure   string
}

// A goroutine is what one spawn runs, as far as the request matters to it.
type goroutine struct {
	c       *checker
	frame   *spawns.Frame // that starts it
	found   []*doomed
	watches bool // it waits for the end of the request
	seen    map[ast.Node]bool
}

// bindings tell what the parameters of a function stand for.
type bindings map[types.Object]*doomed

// look finds what the goroutine of s uses that dies with the request.
func (c *checker) look(f *spawns.Frame, s spawns.Spawn) *goroutine {
	g := &goroutine{c: c, frame: f, seen: map[ast.Node]bool{}}
	if stmt, ok := s.Node.(*ast.GoStmt); ok {
		g.call(stmt.Call, nil)
		return g
	}
	for _, e := range s.Run {
		g.run(e, nil)
	}
	return g
}

// gravest returns the worst of what the goroutine uses; nil if there is none.
func (g *goroutine) gravest() *doomed {
	var worst *doomed
	for _, d := range g.found {
		if d.kind == ctx && g.watches || d.kind == request {
			continue
		}
		if worst == nil || d.kind < worst.kind {
			worst = d
		}
	}
	return worst
}

// call looks at the call that the goroutine consists of: its arguments are
// evaluated before it starts.
func (g *goroutine) call(call *ast.CallExpr, bound bindings) {
	g.descend(call, bound, func(a ast.Expr, d *doomed) { g.found = append(g.found, d) })
}

// descend looks into the function that is called, with its parameters bound to
// the arguments; use is called for arguments of functions that are not seen.
func (g *goroutine) descend(call *ast.CallExpr, bound bindings, use func(ast.Expr, *doomed)) {
	t := g.c.Target(call.Fun)
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && g.c.info.Selections[sel] != nil {
		if d := g.value(sel.X, bound, 0); d != nil && d.kind != request && d.kind != ctx {
			use(sel.X, d)
		}
	}
	inner := bindings{}
	for i, a := range call.Args {
		if lit, ok := ast.Unparen(a).(*ast.FuncLit); ok {
			g.block(lit, bound)
			continue
		}
		d := g.value(a, bound, 0)
		if d == nil {
			continue
		}
		if t.Frame != nil && i < t.Frame.Sig.Params().Len() {
			inner[t.Frame.Sig.Params().At(i)] = d
			continue
		}
		if d.kind != ctx && d.kind != request || d.kind == ctx && !g.c.harmless(t.Fn) && !g.lendsValues(call, bound, 0) {
			use(a, d)
		}
	}
	if t.Frame == nil {
		return
	}
	lit, isLit := t.Frame.Node.(*ast.FuncLit)
	switch {
	case isLit:
		for k, d := range bound {
			inner[k] = d
		}
		g.block(lit, inner)
	case len(inner) > 0:
		g.block(t.Frame.Node, inner)
	}
}

// run looks at a function value that a group or helper runs.
func (g *goroutine) run(e ast.Expr, bound bindings) {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		g.block(e, bound)
	case *ast.CallExpr: // makes the function
		for _, a := range e.Args {
			if d := g.value(a, bound, 0); d != nil {
				g.found = append(g.found, d)
			}
		}
	default:
		if t := g.c.Target(e); t.Frame != nil {
			if lit, ok := t.Frame.Node.(*ast.FuncLit); ok {
				g.block(lit, bound)
			}
		}
	}
}

// harmless reports whether a context handed to fn governs no work: it is only
// looked at, or detached from the request.
func (c *checker) harmless(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if observe.Only(fn) {
		return true
	}
	return fn.Pkg() != nil && fn.Pkg().Path() == "context" && (fn.Name() == "WithoutCancel" || fn.Name() == "Cause" || fn.Name() == "AfterFunc")
}

// block looks at the uses in a function that the goroutine runs, fn.
func (g *goroutine) block(fn ast.Node, bound bindings) {
	if g.seen[fn] || len(g.seen) > maxFunctions {
		return
	}
	g.seen[fn] = true
	var b *ast.BlockStmt
	switch fn := fn.(type) {
	case *ast.FuncLit:
		b = fn.Body
	case *ast.FuncDecl:
		b = fn.Body
	}
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			g.ident(n, fn, bound)
		case *ast.CallExpr:
			if g.c.Target(n.Fun).Frame != nil {
				g.descend(n, bound, func(ast.Expr, *doomed) {})
			}
		}
		return true
	})
}

// maxFunctions is how many functions are looked into for one goroutine.
const maxFunctions = 12

// ident looks at one use of a variable in the function fn.
func (g *goroutine) ident(id *ast.Ident, fn ast.Node, bound bindings) {
	v, ok := g.c.info.Uses[id].(*types.Var)
	if !ok || v.IsField() {
		return
	}
	d := bound[v]
	if d == nil {
		if v.Pos() >= fn.Pos() && v.Pos() < fn.End() {
			return // its own; what it gets is a use of something else
		}
		if _, declared := fn.(*ast.FuncDecl); declared {
			return
		}
		d = g.variable(v, 0)
	}
	if d == nil {
		d = g.kept(id, v)
	}
	if d == nil {
		return
	}
	switch d.kind {
	case request:
		g.requestUse(id, d)
	case ctx:
		g.contextUse(id, d)
	default:
		if !g.passedOn(id) {
			g.found = append(g.found, d)
		}
	}
}

// kept tells how a framework's context dies that is used through v, a parameter or
// receiver which keeps it: o.Ctx, or a method that o has by embedding it.
func (g *goroutine) kept(id *ast.Ident, v *types.Var) *doomed {
	sel, ok := g.c.Parent(id).(*ast.SelectorExpr)
	if !ok || v.Kind() != types.ParamVar && v.Kind() != types.RecvVar {
		return nil
	}
	selection := g.c.info.Selections[sel]
	if selection == nil {
		return nil
	}
	t := selection.Recv()
	for _, i := range selection.Index() {
		s, ok := shape.Deref(t).Underlying().(*types.Struct)
		if !ok || i >= s.NumFields() {
			return nil // a method, which is the last
		}
		field := s.Field(i)
		if _, lent := lenders[nameOf(field.Type())]; lent {
			d := g.variable(field, 0)
			if d != nil {
				d.text = v.Name() + "." + field.Name()
			}
			return d
		}
		t = field.Type()
	}
	return nil
}

// passedOn reports whether id is an argument of a call that is looked into, or
// only compared or copied.
func (g *goroutine) passedOn(id *ast.Ident) bool {
	switch p := g.c.Parent(id).(type) {
	case *ast.CallExpr:
		t := g.c.Target(p.Fun)
		return p.Fun != id && t.Frame != nil
	case *ast.BinaryExpr:
		return p.Op == token.EQL || p.Op == token.NEQ
	}
	return false
}

// requestUse looks at a use of a *http.Request.
func (g *goroutine) requestUse(id *ast.Ident, d *doomed) {
	sel, ok := g.c.Parent(id).(*ast.SelectorExpr)
	if !ok || sel.X != id {
		return
	}
	switch {
	case sel.Sel.Name == "Body" || bodyMethods[sel.Sel.Name]:
		g.found = append(g.found, &doomed{kind: body, text: types.ExprString(sel)})
	case sel.Sel.Name == "Context":
		if call, ok := g.c.Parent(sel).(*ast.CallExpr); ok {
			g.contextUse(call, &doomed{kind: ctx, text: types.ExprString(call)})
		}
	}
}

// contextUse looks at a use of a context: as an argument, or its Done channel.
func (g *goroutine) contextUse(e ast.Expr, d *doomed) {
	switch p := g.c.Parent(e).(type) {
	case *ast.SelectorExpr:
		if p.Sel.Name == "Done" || p.Sel.Name == "Err" && g.inLoop(p) {
			g.watches = true
		}
	case *ast.CallExpr:
		if p.Fun == e {
			return
		}
		fn, _ := typeutil.Callee(g.c.info, p).(*types.Func)
		if t := g.c.Target(p.Fun); t.Frame != nil || g.c.harmless(fn) || g.lendsValues(p, nil, 0) {
			return // looked into, or nothing
		}
		g.found = append(g.found, d)
	}
}

// inLoop reports whether n stands in a loop.
func (g *goroutine) inLoop(n ast.Node) bool { return g.c.Looped(n, nil) }
