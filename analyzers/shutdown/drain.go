package shutdown

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// checkDrains reports calls of Shutdown in a goroutine whose function returns as
// soon as it does not serve any more, which is when Shutdown begins.
func (c *checker) checkDrains() {
	for _, d := range c.downs {
		spawn := goroutineOf(d.cur)
		if !d.direct || spawn == nil {
			continue
		}
		around := functionAround(c.cursor(d.cur, spawn))
		if around.Node() == nil || started(around) {
			continue
		}
		for _, s := range c.serves {
			if functionAround(s.cur).Node() == around.Node() && s.call.Pos() > spawn.End() && c.sameServer(d.server, s.server) &&
				returnsErrClosed(c.info, s.call) && !c.waitsAfter(around, s.call) && !c.callerWaits(around) {
				c.report(d.call.Pos(), d.call.End(), fmt.Sprintf(
					"nobody waits for this Shutdown: %q at line %d returns as soon as it is called, and then the process may end with requests cut off; "+
						"wait for the goroutine after serving", callName(s.call), c.Fset.Position(s.call.Pos()).Line),
					related(s.call, "returns as soon as Shutdown is called"))
			}
		}
	}
}

// returnsErrClosed reports whether what serves returns before Shutdown is done.
func returnsErrClosed(info *types.Info, call *ast.CallExpr) bool {
	f := servers.FuncOf(info, call)
	return f.Pkg == "net/http" || strings.HasPrefix(f.Pkg, "github.com/labstack/echo/")
}

func callName(call *ast.CallExpr) string {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return types.ExprString(call.Fun)
}

// goroutineOf returns the go statement whose literal calls cur, if nothing but
// blocks are in between.
func goroutineOf(cur inspector.Cursor) *ast.GoStmt {
	lit := functionAround(cur)
	if _, ok := lit.Node().(*ast.FuncLit); !ok {
		if spawn, ok := cur.Parent().Node().(*ast.GoStmt); ok {
			return spawn // go srv.Shutdown(ctx)
		}
		return nil
	}
	call := lit.Parent()
	if n, ok := call.Node().(*ast.CallExpr); !ok || n.Fun != lit.Node() {
		return nil
	}
	spawn, _ := call.Parent().Node().(*ast.GoStmt)
	return spawn
}

// cursor returns the cursor of n, which is around cur.
func (c *checker) cursor(cur inspector.Cursor, n ast.Node) inspector.Cursor {
	for up := range cur.Enclosing() {
		if up.Node() == n {
			return up
		}
	}
	return cur
}

// functionAround returns the innermost function around cur; the zero cursor has
// no node.
func functionAround(cur inspector.Cursor) inspector.Cursor {
	for up := range cur.Parent().Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return up
	}
	return cur.Inspector().Root()
}

// started reports whether the function is a literal that runs in a goroutine of
// its own: its end ends nothing.
func started(fn inspector.Cursor) bool {
	if _, ok := fn.Node().(*ast.FuncLit); !ok {
		return false
	}
	call, ok := fn.Parent().Node().(*ast.CallExpr)
	if !ok || call.Fun != fn.Node() {
		return false
	}
	_, ok = fn.Parent().Parent().Node().(*ast.GoStmt)
	return ok
}

// sameServer reports whether what is shut down is what serves: the same variable
// or field, or one that it gets to.
func (c *checker) sameServer(a, b ast.Expr) bool {
	if a == nil || b == nil {
		return false
	}
	x, y := servers.Holder(c.info, a), servers.Holder(c.info, b)
	if x == nil || y == nil {
		return false
	}
	return c.flows.Reaches(x, func(o types.Object) bool { return o == y }) ||
		c.flows.Reaches(y, func(o types.Object) bool { return o == x })
}

// waitsAfter reports whether the function waits for something, or calls what may,
// after the given call, or in a defer.
func (c *checker) waitsAfter(fn inspector.Cursor, after *ast.CallExpr) bool {
	body := shape.Body(fn.Node())
	waits := false
	var look func(n ast.Node, anywhere bool)
	look = func(n ast.Node, anywhere bool) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.DeferStmt:
				if lit, ok := n.Call.Fun.(*ast.FuncLit); ok {
					look(lit.Body, true)
				} else {
					look(n.Call, true)
				}
				return false
			case *ast.FuncLit, *ast.GoStmt:
				return false
			case *ast.IfStmt:
				if c.excludesErrClosed(n.Cond) {
					if n.Init != nil {
						look(n.Init, anywhere)
					}
					return false // not what happens on Shutdown
				}
			case *ast.CallExpr, *ast.UnaryExpr, *ast.SelectStmt, *ast.RangeStmt:
				if (anywhere || n.Pos() > after.End()) && c.mayWait(n) {
					waits = true
				}
			}
			return !waits
		})
	}
	look(body, false)
	return waits
}

// excludesErrClosed reports whether cond does not hold for http.ErrServerClosed:
// a part of it that must hold says so.
func (c *checker) excludesErrClosed(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		if e.Op == token.LAND {
			return c.excludesErrClosed(e.X) || c.excludesErrClosed(e.Y)
		}
		return e.Op == token.NEQ && (c.isErrClosed(e.X) || c.isErrClosed(e.Y))
	case *ast.UnaryExpr:
		call, ok := ast.Unparen(e.X).(*ast.CallExpr)
		return ok && e.Op == token.NOT && c.passesErrClosed(call, nil)
	}
	return false
}

// mayWait reports whether n waits for another goroutine, or calls what may.
func (c *checker) mayWait(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW
	case *ast.SelectStmt:
		return true
	case *ast.RangeStmt:
		t := c.info.TypeOf(n.X)
		if t == nil {
			return false
		}
		_, isChan := t.Underlying().(*types.Chan)
		return isChan
	case *ast.CallExpr:
		fn := typeutil.Callee(c.info, n)
		if fn == nil {
			return !c.info.Types[n.Fun].IsType() && !isCancel(c.info, n) // a function value
		}
		switch f := servers.FuncOf(c.info, n); {
		case f.Name == "Wait" || f.Name == "Sleep":
			return true
		case f.Name == "Close" || f.Name == "Error":
			return false
		default:
			return fn.Pkg() == c.Pkg
		}
	}
	return false
}

// isCancel reports whether call calls a variable of a type such as
// context.CancelFunc: a function without parameters and results.
func isCancel(info *types.Info, call *ast.CallExpr) bool {
	t := info.TypeOf(call.Fun)
	if t == nil {
		return true
	}
	n := servers.Named(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context"
}

// callerWaits reports whether a function of the package that calls fn starts it
// as a goroutine, or waits after the call.
func (c *checker) callerWaits(fn inspector.Cursor) bool {
	decl, ok := fn.Node().(*ast.FuncDecl)
	if !ok {
		return false
	}
	obj, ok := c.info.Defs[decl.Name].(*types.Func)
	if !ok {
		return true
	}
	for _, cur := range c.calls {
		call := cur.Node().(*ast.CallExpr)
		callee, ok := typeutil.Callee(c.info, call).(*types.Func)
		if !ok || callee.Origin() != obj {
			continue
		}
		around := functionAround(cur)
		if _, isGo := cur.Parent().Node().(*ast.GoStmt); isGo || shape.Body(around.Node()) == nil || started(around) || c.waitsAfter(around, call) {
			return true
		}
	}
	return false
}
