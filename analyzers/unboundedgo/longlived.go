package unboundedgo

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// longLived reports whether the goroutine of s is a component that runs as
// long as the server: it is started once per configured item.
func (c *checker) longLived(s spawn) bool {
	for _, e := range s.run {
		if c.endlessFunc(e) {
			return true
		}
	}
	return false
}

// endlessFunc reports whether a function value is one that runs for ever.
func (c *checker) endlessFunc(e ast.Expr) bool {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok { // a call that makes the function
		return c.endlessResult(call)
	}
	sig, ok := c.typeOf(e).(*types.Signature)
	return ok && c.endlessTarget(e, sig)
}

// endlessResult looks at the literals that the called function returns.
func (c *checker) endlessResult(call *ast.CallExpr) bool {
	f := c.target(call.Fun).frame
	if f == nil {
		return false
	}
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == 1 {
			if lit, ok := ast.Unparen(r.Results[0]).(*ast.FuncLit); ok {
				found = found || c.endless(c.frames[lit])
			}
		}
		return !found
	})
	return found
}

func (c *checker) endlessTarget(e ast.Expr, sig *types.Signature) bool {
	if !component(sig) {
		return false
	}
	t := c.target(e)
	switch {
	case t.frame != nil:
		return c.endless(t.frame)
	case t.fn == nil:
		return false
	case c.fact(t.fn).Endless || serves(t.fn):
		return true
	}
	return c.every(c.implementations(t.fn), c.endless)
}

// every reports whether holds is true of all functions outside of tests, and
// of at least one.
func (c *checker) every(all []*frame, holds func(*frame) bool) bool {
	found := false
	for _, f := range all {
		if linted.Test(c.pass.Fset, f.node.Pos()) {
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

// implementations returns the methods of this package's types that a call of
// the interface method fn can mean.
func (c *checker) implementations(fn *types.Func) []*frame {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var all []*frame
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
		if _, ok := p.Type().Underlying().(*types.Chan); ok || isNamed(p.Type(), "context", "Context") {
			return true
		}
	}
	return false
}

// endless reports whether the function runs for as long as the server does.
func (c *checker) endless(f *frame) bool {
	if f == nil || !component(f.sig) {
		return false
	}
	return c.ask("endless", f, func() bool {
		found := false
		ast.Inspect(f.body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt, *ast.DeferStmt:
				return false
			case *ast.FuncLit:
				return !found && c.inlined(n)
			}
			found = found || c.runsForEver(f, n)
			return !found
		})
		return found || c.awaitsEndless(f)
	})
}

// runsForEver reports whether the statement or call n does not end before the
// function is told to.
func (c *checker) runsForEver(f *frame, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ForStmt:
		return c.endlessLoop(n)
	case *ast.RangeStmt:
		return len(n.Body.List) > 0 && c.always(f, n) && c.drains(f, n)
	case *ast.SelectStmt:
		return len(n.Body.List) == 0
	case *ast.ExprStmt:
		u, ok := ast.Unparen(n.X).(*ast.UnaryExpr)
		_, inSelect := c.parents[n].(*ast.CommClause)
		return ok && !inSelect && u.Op == token.ARROW && c.contextDone(u.X) && c.always(f, n)
	case *ast.CallExpr:
		if _, ok := c.parents[n].(*ast.GoStmt); ok {
			return false
		}
		sig, ok := c.typeOf(n.Fun).(*types.Signature)
		if !ok {
			return false
		}
		if c.endlessTarget(n.Fun, sig) {
			return c.always(f, n) || c.target(n.Fun).frame == nil && serves(c.target(n.Fun).fn)
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
func (c *checker) always(f *frame, n ast.Node) bool {
	for p := c.parents[n]; p != nil && p != f.body; n, p = p, c.parents[p] {
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
func (c *checker) spawnsArgument(call *ast.CallExpr) bool {
	return c.groupMethod(call) != nil || len(c.effectOf(c.target(call.Fun)).args) > 0
}

// awaitsEndless reports whether the function waits for a component that it starts.
func (c *checker) awaitsEndless(f *frame) bool {
	for _, n := range f.starts {
		for _, s := range c.spawnsAt(n) {
			if s.left == nil && c.longLived(s) && c.tellsAtEnd(s) && join.Joined(c.info, f.body, s.node) {
				return true
			}
		}
	}
	return false
}

// tellsAtEnd reports whether the goroutine tells that it is done when it ends,
// not before it starts its work.
func (c *checker) tellsAtEnd(s spawn) bool {
	if _, ok := s.node.(*ast.GoStmt); !ok {
		return true
	}
	lit, ok := ast.Unparen(s.call.Fun).(*ast.FuncLit)
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

// contextDone reports whether e is ctx.Done().
func (c *checker) contextDone(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := c.target(call.Fun).fn
	return fn != nil && fn.Name() == "Done" && fn.Pkg() != nil && fn.Pkg().Path() == "context"
}

// drains reports whether the range statement receives from a channel that
// others feed: one that the function did not make itself.
func (c *checker) drains(f *frame, r *ast.RangeStmt) bool {
	if _, ok := c.core(r.X).(*types.Chan); !ok {
		return false
	}
	obj := c.object(r.X)
	if obj == nil || !within(identOf(obj), f.body) {
		return true
	}
	v := c.vars[obj]
	return v != nil && !slices.ContainsFunc(v.values, func(v value) bool {
		call, ok := ast.Unparen(v.expr).(*ast.CallExpr)
		return ok && isBuiltin(c.info, call, "make")
	})
}

// identOf is a node at the place where obj is declared.
func identOf(obj types.Object) ast.Node {
	return &ast.Ident{NamePos: obj.Pos(), Name: obj.Name()}
}

// endlessLoop reports whether the loop ends only when it is told to, or when
// what it serves fails.
func (c *checker) endlessLoop(loop *ast.ForStmt) bool {
	if loop.Init != nil || loop.Post != nil {
		return false
	}
	if loop.Cond != nil && !c.whileRunning(loop) {
		return false
	}
	exits, waits := 0, false
	end := true
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false
		case *ast.ReturnStmt:
			exits++
			end = end && c.toldToEnd(loop, n)
		case *ast.BranchStmt:
			if n.Tok == token.GOTO || n.Tok == token.BREAK && c.leavesOutside(loop, n) {
				exits++
				end = end && c.toldToEnd(loop, n)
			}
		case *ast.UnaryExpr:
			waits = waits || n.Op == token.ARROW
		case *ast.CallExpr:
			waits = waits || c.waits(n)
		}
		return end
	})
	return end && (exits == 0 || waits)
}

// whileRunning knows the conditions of loops that run until they are told to
// end: true, ctx.Err() == nil, !stopped.Load(), and a worker's step as the
// condition of an empty loop.
func (c *checker) whileRunning(loop *ast.ForStmt) bool {
	cond := ast.Unparen(loop.Cond)
	if tv := c.info.Types[cond]; tv.Value != nil {
		return tv.Value.Kind() == constant.Bool && constant.BoolVal(tv.Value)
	}
	if _, ok := cond.(*ast.CallExpr); ok && len(loop.Body.List) == 0 {
		return true
	}
	return c.asksContext(cond) || c.loadsFlag(cond) || c.asksQuit(cond)
}

// asksQuit reports whether the condition calls a function that looks whether a
// channel of signals, its argument, is closed.
func (c *checker) asksQuit(cond ast.Expr) bool {
	if u, ok := cond.(*ast.UnaryExpr); ok && u.Op == token.NOT {
		cond = ast.Unparen(u.X)
	}
	call, ok := cond.(*ast.CallExpr)
	return ok && len(call.Args) == 1 && c.isSignal(call.Args[0])
}

func (c *checker) isSignal(e ast.Expr) bool {
	ch, ok := c.core(e).(*types.Chan)
	return ok && emptyStruct(ch.Elem())
}

func (c *checker) asksContext(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			fn := c.target(call.Fun).fn
			found = found || fn != nil && fn.Name() == "Err" && fn.Pkg() != nil && fn.Pkg().Path() == "context"
		}
		return !found
	})
	return found
}

// loadsFlag reports whether the condition is an atomic flag.
func (c *checker) loadsFlag(cond ast.Expr) bool {
	if u, ok := cond.(*ast.UnaryExpr); ok && u.Op == token.NOT {
		cond = ast.Unparen(u.X)
	}
	call, ok := cond.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := c.target(call.Fun).fn
	return fn != nil && fn.FullName() == "(*sync/atomic.Bool).Load"
}

// leavesOutside reports whether the break leaves the loop, or one around it.
func (c *checker) leavesOutside(loop *ast.ForStmt, b *ast.BranchStmt) bool {
	left := c.breaks(b)
	return left != nil && (left == ast.Node(loop) || within(loop, left) && left != ast.Node(loop))
}

// waitMethods are methods that wait for what happens next.
var waitMethods = []string{"Accept", "AcceptTCP", "AcceptUnix", "ReadMessage", "FetchMessage", "ReadFrom", "ReadFromUDP", "Recv", "Receive", "Wait", "Get", "Pop"}

func (c *checker) waits(call *ast.CallExpr) bool {
	t := c.target(call.Fun)
	if t.frame != nil {
		return c.ask("waits", t.frame, func() bool { return c.waitsInside(t.frame) })
	}
	fn := t.fn
	if fn == nil {
		return false
	}
	return fn.FullName() == "time.Sleep" || fn.Signature().Recv() != nil && slices.Contains(waitMethods, fn.Name())
}

// waitsInside reports whether the function receives or waits itself.
func (c *checker) waitsInside(f *frame) bool {
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
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
func (c *checker) toldToEnd(loop *ast.ForStmt, exit ast.Node) bool {
	n := exit
	for p := c.parents[n]; p != nil && p != loop.Body; n, p = p, c.parents[p] {
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
func (c *checker) yields(comm ast.Stmt) bool {
	a, ok := comm.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 {
		_, sends := comm.(*ast.SendStmt)
		return sends
	}
	if id, ok := a.Lhs[0].(*ast.Ident); ok && id.Name == "_" {
		return false
	}
	t := c.info.TypeOf(a.Lhs[0])
	return t != nil && !isNamed(t, "os", "Signal") && !types.Identical(t, types.Universe.Lookup("error").Type())
}

// signalsEnd reports whether the condition is one of !ok, err != nil,
// errors.Is(…), ctx.Err() != nil, an atomic flag, or a bool that tells to stop.
func (c *checker) signalsEnd(cond ast.Expr) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		if e.Op != token.NOT {
			return false
		}
		_, ok := ast.Unparen(e.X).(*ast.Ident)
		return ok
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			return c.signalsEnd(e.X) || c.signalsEnd(e.Y)
		}
		t := c.info.TypeOf(e.X)
		return e.Op == token.NEQ && c.info.Types[e.Y].IsNil() && t != nil && types.Implements(t, errorType())
	case *ast.CallExpr:
		fn := c.target(e.Fun).fn
		return fn != nil && (fn.FullName() == "errors.Is" || fn.FullName() == "errors.As") || c.loadsFlag(e)
	case *ast.Ident, *ast.SelectorExpr:
		return true // if closed { return }
	}
	return false
}

func errorType() *types.Interface {
	return types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
}
