package shutdown

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// checkSignals reports os.Exit on a signal, in packages that never shut a server
// down: if they serve, or what runs beside them does.
func (c *checker) checkSignals() {
	if len(c.downs) > 0 {
		return
	}
	for _, cur := range c.calls {
		call := cur.Node().(*ast.CallExpr)
		if servers.FuncOf(c.info, call) != (servers.Func{Pkg: "os/signal", Name: "Notify"}) || len(call.Args) == 0 || !c.interrupts(call.Args[1:]) {
			continue
		}
		ch := servers.Holder(c.info, call.Args[0])
		decl := outermost(cur)
		if ch == nil || decl == nil {
			continue
		}
		if exit := c.exitOnSignal(decl, ch); exit != nil {
			c.cutsOff(exit)
		}
	}
}

// cutsOff reports the call, which ends the process on a signal.
func (c *checker) cutsOff(exit *ast.CallExpr) {
	message := fmt.Sprintf("%q on a signal cuts off the requests that run, as nothing shuts down the server at {server}; "+
		"call Shutdown with a deadline before", exitName(exit))
	if len(c.serves) > 0 {
		at := c.serves[0].call
		message = strings.ReplaceAll(message, "{server}", summary.NewRange(c.Fset, at.Pos(), at.End()).Short())
		c.report(exit.Pos(), exit.End(), message, related(at, "serves here"))
		return
	}
	c.ReportInProgram(analysis.Diagnostic{Pos: exit.Pos(), End: exit.End(), Message: message})
}

// serving completes a finding of cutsOff, if the nearest code that runs both its
// function and one that serves runs none that shuts down.
func serving(prog *link.Program, f rule.Finding) (rule.Finding, bool) {
	for together := range prog.Beside(f.Func) {
		i := slices.IndexFunc(together, func(fn *summary.Func) bool { return fn.Serves })
		if i < 0 {
			continue
		}
		if slices.ContainsFunc(together, func(fn *summary.Func) bool {
			return fn.ShutsDown || slices.ContainsFunc(prog.Literals(fn.Key), func(lit *summary.Func) bool { return lit.ShutsDown })
		}) {
			return f, false
		}
		server := together[i]
		f.Message = strings.ReplaceAll(f.Message, "{server}", fmt.Sprintf("%s, in %q", server.Range.Short(), server.Name))
		f.Related = append(f.Related, rule.Related{Range: server.Range, Message: "serves"})
		return f, true
	}
	return f, false
}

// interrupts reports whether one of the signals asks the process to end; all do
// if none is named.
func (c *checker) interrupts(signals []ast.Expr) bool {
	if len(signals) == 0 {
		return true
	}
	return slices.ContainsFunc(signals, func(e ast.Expr) bool {
		sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
		return ok && slices.Contains([]string{"Interrupt", "Kill", "SIGINT", "SIGTERM", "SIGQUIT"}, sel.Sel.Name)
	})
}

// exitOnSignal returns a call that ends the process right after the first receive
// from ch, with only logging in between: who sends a second signal wants that.
func (c *checker) exitOnSignal(decl *ast.FuncDecl, ch types.Object) *ast.CallExpr {
	var exit *ast.CallExpr
	received := false
	next := func(list []ast.Stmt) {
		if !received {
			received, exit = true, c.exitIn(&ast.BlockStmt{List: list})
		}
	}
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			for i, s := range n.List {
				if c.receivesFrom(s, ch) {
					next(n.List[i+1:])
				}
			}
		case *ast.CommClause:
			if n.Comm != nil && c.receivesFrom(n.Comm, ch) {
				next(n.Body)
			}
		case *ast.RangeStmt:
			if servers.Holder(c.info, n.X) == ch {
				next(n.Body.List)
			}
		}
		return !received
	})
	return exit
}

func (c *checker) receivesFrom(s ast.Stmt, ch types.Object) bool {
	x := shape.Received(s)
	return x != nil && servers.Holder(c.info, x) == ch
}
