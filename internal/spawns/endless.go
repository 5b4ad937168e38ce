package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// endlessLoop reports whether the loop ends only when it is told to, or when
// what it serves fails.
func (c lifetime) endlessLoop(loop *ast.ForStmt) bool {
	if c.reconnects(loop) {
		return true
	}
	if loop.Init != nil || loop.Post != nil {
		return false
	}
	if loop.Cond != nil && !c.whileRunning(loop) {
		return false
	}
	w := c.waysOut(loop)
	return w.told && (w.exits == 0 || w.waits)
}

// ways are those out of a loop.
type ways struct {
	exits int
	told  bool // all are taken only if the loop is told to end
	waits bool // the loop waits for something
}

func (c lifetime) waysOut(loop ast.Node) ways {
	w := ways{told: true}
	ast.Inspect(shape.LoopBody(loop), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false
		case *ast.ReturnStmt:
			w.exits++
			w.told = w.told && c.toldToEnd(loop, n)
		case *ast.BranchStmt:
			if n.Tok == token.GOTO || n.Tok == token.BREAK && c.leavesOutside(loop, n) {
				w.exits++
				w.told = w.told && c.toldToEnd(loop, n)
			}
		case *ast.UnaryExpr:
			w.waits = w.waits || n.Op == token.ARROW
		case *ast.CallExpr:
			w.waits = w.waits || !c.received && c.waits(n)
		}
		return w.told
	})
	return w
}

// whileRunning knows the conditions of loops that run until they are told to
// end: true, ctx.Err() == nil, !stopped.Load(), and a worker's step as the
// condition of an empty loop.
func (c *Checker) whileRunning(loop *ast.ForStmt) bool {
	cond := ast.Unparen(loop.Cond)
	if c.info.Types[cond].Value != nil {
		return shape.IsTrue(c.info, cond)
	}
	if _, ok := cond.(*ast.CallExpr); ok && len(loop.Body.List) == 0 {
		return true
	}
	return c.asksContext(cond) || c.loadsFlag(cond) || c.asksQuit(cond) || c.asksMethod(cond) != nil
}

// asksQuit reports whether the condition calls a function that looks whether a
// channel of signals, its argument, is closed.
func (c *Checker) asksQuit(cond ast.Expr) bool {
	if u, ok := cond.(*ast.UnaryExpr); ok && u.Op == token.NOT {
		cond = ast.Unparen(u.X)
	}
	call, ok := cond.(*ast.CallExpr)
	return ok && len(call.Args) == 1 && c.isSignal(call.Args[0])
}

func (c *Checker) isSignal(e ast.Expr) bool {
	ch, ok := c.core(e).(*types.Chan)
	return ok && emptyStruct(ch.Elem())
}

func (c *Checker) asksContext(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fn := c.Target(call.Fun).Fn
			found = found || fn != nil && fn.Name() == "Err" && fn.Pkg() != nil && fn.Pkg().Path() == "context"
		}
		return !found
	})
	return found
}

// loadsFlag reports whether the condition is an atomic flag, or compares one
// with a constant.
func (c *Checker) loadsFlag(cond ast.Expr) bool {
	if cmp, ok := cond.(*ast.BinaryExpr); ok && (cmp.Op == token.EQL || cmp.Op == token.NEQ) && c.info.Types[cmp.Y].Value != nil {
		fn := c.Target(callOrNil(cmp.X)).Fn
		return fn != nil && fn.Name() == "Load" && fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic"
	}
	if u, ok := cond.(*ast.UnaryExpr); ok && u.Op == token.NOT {
		cond = ast.Unparen(u.X)
	}
	call, ok := cond.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := c.Target(call.Fun).Fn
	return fn != nil && fn.FullName() == "(*sync/atomic.Bool).Load"
}

// callOrNil returns what e calls, if it is a call.
func callOrNil(e ast.Expr) ast.Expr {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return call.Fun
	}
	return nil
}

// leavesOutside reports whether the break leaves the loop, or one around it.
func (c *Checker) leavesOutside(loop ast.Node, b *ast.BranchStmt) bool {
	left := c.breaks(b)
	return left != nil && within(loop, left)
}

// waitMethods are methods that wait for what happens next.
var waitMethods = []string{"ReadMessage", "FetchMessage", "ReadFrom", "ReadFromUDP", "Recv", "Receive", "Wait", "Get", "Pop"}

func (c *Checker) waits(call *ast.CallExpr) bool {
	t := c.Target(call.Fun)
	if t.Frame != nil {
		return c.ask("waits", t.Frame, func() bool { return c.waitsInside(t.Frame) })
	}
	fn := t.Fn
	if fn == nil {
		return false
	}
	if fn.Signature().Recv() == nil {
		return fn.FullName() == "time.Sleep"
	}
	return strings.HasPrefix(fn.Name(), "Accept") || slices.Contains(waitMethods, fn.Name()) ||
		fn.Name() == "Read" && connection(fn.Signature().Recv().Type())
}

// connection reports whether t has read deadlines: what is read comes when the
// other side sends it.
func connection(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "SetReadDeadline")
	_, ok := obj.(*types.Func)
	return ok
}

// waitsInside reports whether the function receives or waits itself.
func (c *Checker) waitsInside(f *Frame) bool {
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		case *ast.CallExpr:
			found = found || c.waits(n)
		}
		return !found
	})
	return found
}

// toldToEnd reports whether the exit is taken because the loop is told to end
// or cannot go on: in a case that only signals, where a channel is closed, a
// context is done, or an error came up. Other exits are those of a search, a
// retry or a list of pages, which come to an end by themselves.
func (c *Checker) toldToEnd(loop, exit ast.Node) bool {
	n := exit
	for p := c.Parent(n); p != nil && p != shape.LoopBody(loop); n, p = p, c.Parent(p) {
		switch p := p.(type) {
		case *ast.CommClause:
			return p.Comm == nil || !c.yields(p.Comm)
		case *ast.IfStmt:
			if n == p.Body {
				return c.signalsEnd(p.Cond)
			}
			return false
		case *ast.CaseClause:
			return true
		}
	}
	return false
}

// yields reports whether the statement of a case receives a value that is
// used: a result, not a signal.
func (c *Checker) yields(comm ast.Stmt) bool {
	a, ok := comm.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 {
		_, sends := comm.(*ast.SendStmt)
		return sends
	}
	if id, ok := a.Lhs[0].(*ast.Ident); ok && id.Name == "_" {
		return false
	}
	t := c.info.TypeOf(a.Lhs[0])
	return t != nil && !shape.IsNamed(t, "os", "Signal") && !types.Identical(t, types.Universe.Lookup("error").Type())
}

// signalsEnd reports whether the condition is one of !ok, err != nil,
// errors.Is(…), ctx.Err() != nil, an atomic flag, or a bool that tells to stop.
func (c *Checker) signalsEnd(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if e.Op != token.NOT {
			return false
		}
		_, ok := ast.Unparen(e.X).(*ast.Ident)
		return ok || c.asksMethod(e) != nil
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			return c.signalsEnd(e.X) || c.signalsEnd(e.Y)
		}
		t := c.info.TypeOf(e.X)
		return e.Op == token.NEQ && c.info.Types[e.Y].IsNil() && t != nil && types.Implements(t, errorType())
	case *ast.CallExpr:
		fn := c.Target(e.Fun).Fn
		return fn != nil && (fn.FullName() == "errors.Is" || fn.FullName() == "errors.As") || c.loadsFlag(e) || c.asksMethod(e) != nil
	case *ast.Ident, *ast.SelectorExpr:
		return true // if closed { return }
	}
	return false
}

func errorType() *types.Interface {
	return types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
}
