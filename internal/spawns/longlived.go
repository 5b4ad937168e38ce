package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// LongLived reports whether the goroutine of s is a component that runs as
// long as the server: it is started once per configured item.
func (c *Checker) LongLived(s Spawn) bool {
	return slices.ContainsFunc(s.Run, lifetime{Checker: c}.endlessFunc)
}

// A lifetime looks for functions that run as long as the server.
type lifetime struct {
	*Checker
	// received: it is asked of goroutines that a loop starts for what it
	// receives. Those that only read until their peer is silent, or work on a
	// channel of their own, come and go with the traffic.
	received bool
}

// endlessFunc reports whether a function value is one that runs for ever.
func (c lifetime) endlessFunc(e ast.Expr) bool {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok { // a call that makes the function
		return c.endlessResult(call)
	}
	sig, ok := c.typeOf(e).(*types.Signature)
	return ok && c.endlessTarget(e, sig)
}

// endlessResult looks at the literals that the called function returns.
func (c lifetime) endlessResult(call *ast.CallExpr) bool {
	f := c.Target(call.Fun).Frame
	if f == nil {
		return false
	}
	found := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
			if lit, ok := ast.Unparen(r.Results[0]).(*ast.FuncLit); ok {
				found = found || c.endless(c.frames[lit])
			}
		}
		return !found
	})
	return found
}

func (c lifetime) endlessTarget(e ast.Expr, sig *types.Signature) bool {
	if !component(sig) {
		return false
	}
	t := c.Target(e)
	switch {
	case t.Frame != nil:
		return c.endless(t.Frame)
	case t.Fn == nil:
		return false
	case c.fact(t.Fn).Endless || serves(t.Fn):
		return true
	}
	return c.every(c.Implementations(t.Fn), c.endless)
}

// every reports whether holds is true of all functions outside of tests, and
// of at least one.
func (c *Checker) every(all []*Frame, holds func(*Frame) bool) bool {
	found := false
	for _, f := range all {
		if linted.Test(c.pass.Fset, f.Node.Pos()) {
			continue
		}
		if !holds(f) {
			return false
		}
		found = true
	}
	return found
}

// component reports whether a function of this type can be one that runs for
// as long as the server: it computes nothing.
func component(sig *types.Signature) bool {
	switch sig.Results().Len() {
	case 0:
		return true
	case 1:
		return types.Identical(sig.Results().At(0).Type(), types.Universe.Lookup("error").Type())
	}
	return false
}

// Implementations returns the methods of this package's types that a call of
// the interface method fn can mean.
func (c *Checker) Implementations(fn *types.Func) []*Frame {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	all, known := c.implementations[fn]
	if known {
		return all
	}
	for _, t := range c.named {
		p := types.NewPointer(t)
		if types.IsInterface(t) || !types.Implements(p, iface) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(p, true, fn.Pkg(), fn.Name())
		if m, ok := obj.(*types.Func); ok && c.decls[m.Origin()] != nil {
			all = append(all, c.decls[m.Origin()])
		}
	}
	c.implementations[fn] = all
	return all
}

// serveMethods are library methods that serve until they are stopped, beyond
// those that their name tells of.
var serveMethods = []struct{ pkg, recv, prefix string }{
	{"github.com/gin-gonic/gin", "Engine", "Run"},
	{"github.com/labstack/echo/v4", "Echo", "Start"},
	{"github.com/labstack/echo/v5", "Echo", "Start"},
	{"github.com/gofiber/fiber/v2", "App", "Listen"},
	{"github.com/gofiber/fiber/v3", "App", "Listen"},
	{"k8s.io/apimachinery/pkg/util/wait", "", "Until"},
	{"k8s.io/apimachinery/pkg/util/wait", "", "JitterUntil"},
	{"k8s.io/apimachinery/pkg/util/wait", "", "NonSlidingUntil"},
	{"k8s.io/apimachinery/pkg/util/wait", "", "Forever"},
	{"github.com/robfig/cron/v3", "Cron", "Run"},
}

// runNames are the names of methods that run a component, if they are handed
// what ends it: a context or a channel.
var runNames = []string{"run", "start", "watch", "loop", "launch", "listen", "consume", "serve", "poll"}

// serves reports whether fn, whose body is not seen, serves or runs until it
// is told to stop, as its name and parameters say.
func serves(fn *types.Func) bool {
	if strings.HasPrefix(fn.Name(), "Serve") && !strings.HasPrefix(fn.Name(), "ServeHTTP") || strings.HasPrefix(fn.Name(), "ListenAndServe") {
		return true
	}
	for _, m := range serveMethods {
		if fn.Pkg() != nil && fn.Pkg().Path() == m.pkg && receiver(fn) == m.recv && strings.HasPrefix(fn.Name(), m.prefix) {
			return true
		}
	}
	if fn.Signature().Recv() == nil || !slices.Contains(runNames, strings.ToLower(fn.Name())) {
		return false
	}
	for p := range fn.Signature().Params().Variables() {
		if _, ok := p.Type().Underlying().(*types.Chan); ok || shape.IsNamed(p.Type(), "context", "Context") {
			return true
		}
	}
	return false
}

// endless reports whether the function runs for as long as the server does.
func (c lifetime) endless(f *Frame) bool {
	if f == nil || !component(f.Sig) {
		return false
	}
	predicate := "endless"
	if c.received {
		predicate = "endless until told"
	}
	return c.ask(predicate, f, func() bool {
		found := false
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt, *ast.DeferStmt:
				return false
			case *ast.FuncLit:
				return !found && c.Inlined(n)
			}
			found = found || c.runsForEver(f, n)
			return !found
		})
		return found || c.awaitsEndless(f)
	})
}

// runsForEver reports whether the statement or call n does not end before the
// function is told to.
func (c lifetime) runsForEver(f *Frame, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ForStmt:
		return c.endlessLoop(n)
	case *ast.RangeStmt:
		return len(n.Body.List) > 0 && c.always(f, n) && c.drains(f, n) && (!c.ticks(n) || c.waysOut(n).told)
	case *ast.SelectStmt:
		return len(n.Body.List) == 0
	case *ast.ExprStmt:
		u, ok := ast.Unparen(n.X).(*ast.UnaryExpr)
		if !ok || u.Op != token.ARROW || !shape.AsksContext(c.info, u.X, "Done") {
			return false
		}
		_, inSelect := c.Parent(n).(*ast.CommClause)
		return !inSelect && c.always(f, n)
	case *ast.CallExpr:
		sig, ok := c.typeOf(n.Fun).(*types.Signature)
		if !ok {
			return false
		}
		if c.endlessTarget(n.Fun, sig) {
			return c.always(f, n) || c.Target(n.Fun).Frame == nil && serves(c.Target(n.Fun).Fn)
		}
		// A wrapper that runs its argument: safely, with retries, timed.
		return slices.ContainsFunc(n.Args, func(a ast.Expr) bool {
			lit, ok := ast.Unparen(a).(*ast.FuncLit)
			return ok && !c.spawnsArgument(n) && c.endless(c.frames[lit])
		})
	}
	return false
}

// always reports whether f reaches n whenever it runs, unless it returns
// before: n stands in no branch that has no counterpart, and in no loop.
func (c *Checker) always(f *Frame, n ast.Node) bool {
	for p := c.Parent(n); p != nil && p != f.Body; n, p = p, c.Parent(p) {
		switch p := p.(type) {
		case *ast.IfStmt:
			if n == p.Body && p.Else == nil {
				return false
			}
		case *ast.CaseClause, *ast.CommClause:
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			return false
		}
	}
	return true
}

// spawnsArgument reports whether the call runs its argument in a goroutine.
func (c *Checker) spawnsArgument(call *ast.CallExpr) bool {
	return c.groupMethod(call) != nil || len(c.effectOf(c.Target(call.Fun)).args) > 0
}

// awaitsEndless reports whether the function waits for a component that it starts.
func (c lifetime) awaitsEndless(f *Frame) bool {
	for _, n := range f.Starts {
		for _, s := range c.SpawnsAt(n) {
			if s.Left == nil && slices.ContainsFunc(s.Run, c.endlessFunc) && c.tellsAtEnd(s) && join.Joined(c.info, f.Body, s.Node) {
				return true
			}
		}
	}
	return false
}

// tellsAtEnd reports whether the goroutine tells that it is done when it ends,
// not before it starts its work.
func (c *Checker) tellsAtEnd(s Spawn) bool {
	if _, ok := s.Node.(*ast.GoStmt); !ok {
		return true
	}
	lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit)
	if !ok {
		return true
	}
	for _, stmt := range lit.Body.List {
		if _, ok := stmt.(*ast.DeferStmt); ok {
			return true
		}
	}
	return false
}

// drains reports whether the range statement receives from a channel that
// others feed: one that the function did not make itself, nor got itself if
// values are received.
func (c lifetime) drains(f *Frame, r *ast.RangeStmt) bool {
	if _, ok := c.core(r.X).(*types.Chan); !ok {
		return false
	}
	obj := c.Object(r.X)
	if obj == nil || !within(identOf(obj), f.Body) {
		return true
	}
	v := c.Vars[obj]
	return !c.received && v != nil && !slices.ContainsFunc(v.Values, func(v Value) bool {
		call, ok := ast.Unparen(v.Expr).(*ast.CallExpr)
		return ok && isBuiltin(c.info, call, "make")
	})
}

// ticks reports whether the range statement receives from a ticker, which nobody
// closes: the loop ends itself, if at all.
func (c *Checker) ticks(r *ast.RangeStmt) bool {
	ch, ok := c.core(r.X).(*types.Chan)
	return ok && shape.IsNamed(ch.Elem(), "time", "Time")
}

// identOf is a node at the place where obj is declared.
func identOf(obj types.Object) ast.Node {
	return &ast.Ident{NamePos: obj.Pos(), Name: obj.Name()}
}
