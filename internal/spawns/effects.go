package spawns

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

type tokenPos = token.Pos

// An effect is what calling a function does, as far as goroutines go.
type effect struct {
	left *Site    // a goroutine that it starts and does not wait for
	args []argRun // the arguments that it runs in goroutines that it does not wait for
}

type argRun struct {
	index int
	site  *Site
}

var noEffect = &effect{}

// effectOf returns the effect of a function of this package, or what a fact
// tells of one of another.
func (c *Checker) effectOf(t Target) *effect {
	switch {
	case t.Frame != nil:
		return c.frameEffect(t.Frame)
	case t.Fn != nil:
		return c.fact(t.Fn).effect(t.Fn)
	}
	return noEffect
}

func (c *Checker) frameEffect(f *Frame) *effect {
	if f.effect != nil {
		return f.effect
	}
	f.effect = noEffect // for recursive calls
	e := &effect{}
	for _, n := range f.Starts {
		for _, s := range c.SpawnsAt(n) {
			c.addEffect(e, f, s)
		}
	}
	if e.left != nil && c.launches(f) {
		e.left = nil // setting a component up
	}
	f.effect = e
	return e
}

// addEffect adds to e what the spawn, which stands in f, leaves to the caller of f.
func (c *Checker) addEffect(e *effect, f *Frame, s Spawn) {
	if c.Acquired(f.Body, s) || c.LongLived(s) || c.HandsBack(f, s) ||
		join.Joined(c.info, f.Body, s.Node) || join.Ends(c.info, f.Body, s.Node) || c.unboundedLoop(f, s) != nil {
		return // bounded, or reported where it stands
	}
	at := c.siteOf(f, s)
	params := c.Params(f, s)
	for _, i := range params {
		if !slices.ContainsFunc(e.args, func(a argRun) bool { return a.index == i }) {
			e.args = append(e.args, argRun{i, at})
		}
	}
	if len(params) == 0 && e.left == nil && at.likely() {
		e.left = at
	}
}

// siteOf returns where the goroutine of s starts: a caller reports there if the
// statement that starts it stands in this package.
func (c *Checker) siteOf(f *Frame, s Spawn) *Site {
	at := &Site{}
	switch {
	case s.Left != nil:
		*at = *s.Left
	case s.Via != nil && !s.Via.Pos.IsValid():
		*at = *s.Via
	default:
		at.Pos, at.End = s.Extent()
		at.Where = c.Place(at.Pos)
	}
	at.calls++
	at.branches += c.branches(f, f.Body, s.Node)
	at.needs = c.needs(f, s.Node)
	at.Through = "func"
	if f.Fn != nil {
		at.Through = name(f.Fn)
	}
	return at
}

// branches counts the conditions within the body, which is in f, under which n
// is reached. One that asks for one particular value counts as two: it seldom
// holds.
func (c *Checker) branches(f *Frame, body *ast.BlockStmt, n ast.Node) int {
	count := 0
	for p := c.Parent(n); p != nil && p != body; n, p = p, c.Parent(p) {
		switch p := p.(type) {
		case *ast.IfStmt:
			if n == p.Body || n == p.Else {
				count++
				if n == p.Body && c.particular(f, p.Cond) {
					count++
				}
			}
		case *ast.CaseClause:
			count++
		case *ast.CommClause:
			if p.Comm == nil { // default; the others have their turn
				count++
			}
		}
	}
	return count
}

// likely reports whether few conditions stand between the loop and a goroutine
// that a function starts which it calls.
func (c *Checker) likely(f *Frame, l *Loop, s Spawn) bool {
	return s.Left == nil || s.Left.branches+c.branches(f, l.Body, s.Node) <= maxBranches
}

// maxBranches is one condition in the loop and one in what it calls.
const maxBranches = 2

func (c *Checker) particular(f *Frame, cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.CallExpr:
		fn := c.Target(e.Fun).Fn
		return fn != nil && fn.FullName() == "strings.HasPrefix" && c.ownParam(f, e.Args[0]) >= 0
	case *ast.BinaryExpr:
		if e.Op == token.LAND {
			return c.particular(f, e.X) || c.particular(f, e.Y)
		}
		x, y := c.info.Types[e.X], c.info.Types[e.Y]
		return e.Op == token.EQL && !x.IsNil() && !y.IsNil() && (x.Value == nil && y.Value == nil || c.ownParam(f, e.X) >= 0)
	}
	return false
}

// ownParam returns the index of the parameter of f that e is, or -1.
func (c *Checker) ownParam(f *Frame, e ast.Expr) int {
	obj := c.Object(e)
	for i := range f.Sig.Params().Len() {
		if c.denotes(e, obj) && f.Sig.Params().At(i) == obj {
			return i
		}
	}
	return -1
}

// needs returns the parameters of f that have to be set, or true, for n to be
// reached.
func (c *Checker) needs(f *Frame, n ast.Node) []int {
	var params []int
	for p := c.Parent(n); p != nil && p != f.Body; n, p = p, c.Parent(p) {
		cond, ok := p.(*ast.IfStmt)
		if !ok || n != cond.Body {
			continue
		}
		e := ast.Unparen(cond.Cond)
		if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.NEQ && c.info.Types[b.Y].IsNil() {
			e = b.X
		}
		if i := c.ownParam(f, e); i >= 0 {
			params = append(params, i)
		}
	}
	return params
}

// HandsBack reports whether the caller of f gets something that the goroutine
// feeds or closes: a channel, or the reading end of a pipe; or the object whose
// method the goroutine runs, as constructors do.
func (c *Checker) HandsBack(f *Frame, s Spawn) bool {
	if c.returnsRunner(f, s) {
		return true
	}
	used := map[types.Object]bool{}
	feeds := func(t types.Type) bool {
		_, ok := t.Underlying().(*types.Chan)
		return ok || shape.IsNamed(t, "io", "PipeWriter")
	}
	pipe := false
	ast.Inspect(s.Node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := c.info.Uses[id].(*types.Var); ok && feeds(v.Type()) {
				used[v] = true
				pipe = pipe || shape.IsNamed(v.Type(), "io", "PipeWriter")
			}
		}
		return true
	})
	if len(used) == 0 {
		return false
	}
	back := false
	for r := range f.Sig.Results().Variables() {
		back = back || used[r] || pipe && types.IsInterface(r.Type())
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok && c.FrameOf(ret) == f {
			ast.Inspect(ret, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					obj := c.info.Uses[id]
					back = back || used[obj] || pipe && obj != nil && shape.IsNamed(obj.Type(), "io", "PipeReader")
				}
				return true
			})
		}
		return !back
	})
	return back
}

// returnsRunner reports whether the goroutine runs a method of what f returns.
func (c *Checker) returnsRunner(f *Frame, s Spawn) bool {
	for _, e := range s.Run {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		if !ok || c.info.Selections[sel] == nil {
			continue
		}
		id, ok := ast.Unparen(sel.X).(*ast.Ident)
		if !ok {
			continue
		}
		obj := c.info.Uses[id]
		found := false
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if r, ok := n.(*ast.ReturnStmt); ok {
				for _, e := range r.Results {
					found = found || obj != nil && c.Object(e) == obj
				}
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// behaviour is the fact that tells other packages what calling a function does.
type behaviour struct {
	Left      string // where a goroutine starts that it does not wait for: "file.go:12"
	Calls     int    // how far away that is, see site
	Branches  int
	Args      []int    // arguments that it runs in such goroutines
	Where     []string // where those start
	CallsArgs []int    // arguments that it calls
	Endless   bool     // runs for as long as the server
	Acquires  bool     // takes a slot that somebody must give back
	Limited   bool     // returns a group that has a limit
}

// AFact marks behaviour as a fact.
func (*behaviour) AFact() {}

func (b *behaviour) String() string {
	var all []string
	add := func(is bool, s string) {
		if is {
			all = append(all, s)
		}
	}
	add(b.Left != "", "leaves a goroutine ("+b.Left+")")
	for i, a := range b.Args {
		all = append(all, fmt.Sprintf("leaves argument %d running (%s)", a, b.Where[i]))
	}
	add(b.Endless, "endless")
	add(b.Acquires, "acquires")
	add(b.Limited, "limited")
	add(len(b.CallsArgs) > 0, "calls its arguments")
	return strings.Join(all, ", ")
}

func (b *behaviour) effect(fn *types.Func) *effect {
	if b.Left == "" && len(b.Args) == 0 {
		return noEffect
	}
	e := &effect{}
	if b.Left != "" {
		e.left = &Site{Where: b.Left, Through: name(fn), calls: b.Calls, branches: b.Branches}
	}
	for i, a := range b.Args {
		e.args = append(e.args, argRun{a, &Site{Where: b.Where[i], Through: name(fn)}})
	}
	return e
}

// fact returns what is known of a function of another package; nothing of most.
func (c *Checker) fact(fn *types.Func) *behaviour {
	b := c.facts[fn]
	if b == nil {
		b = new(behaviour)
		if fn.Pkg() != nil && fn.Pkg() != c.pass.Pkg {
			c.pass.ImportObjectFact(fn, b)
		}
		c.facts[fn] = b
	}
	return b
}

func (c *Checker) exportFacts() {
	for _, f := range c.Frames {
		if f.Fn == nil || !f.Fn.Exported() {
			continue
		}
		e := c.frameEffect(f)
		b := &behaviour{Endless: lifetime{Checker: c}.endless(f), Acquires: c.acquiresSlot(f), Limited: c.returnsLimited(f)}
		if e.left != nil {
			b.Left, b.Calls, b.Branches = e.left.Where, e.left.calls, e.left.branches
		}
		for _, a := range e.args {
			b.Args = append(b.Args, a.index)
			b.Where = append(b.Where, a.site.Where)
		}
		for i := range f.Sig.Params().Len() {
			if p := f.param(i); p != nil && c.ask("calls", p, func() bool { return c.callsParam(f, p) }) {
				b.CallsArgs = append(b.CallsArgs, i)
			}
		}
		if b.String() != "" {
			c.pass.ExportObjectFact(f.Fn, b)
		}
	}
	c.exportSmall()
}

func isBuiltin(info *types.Info, call *ast.CallExpr, name string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := info.Uses[id].(*types.Builtin)
	return ok && b.Name() == name
}
