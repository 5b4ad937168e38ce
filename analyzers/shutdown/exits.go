package shutdown

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/servers"
)

// checkExits reports what ends the process when serving returns, although the
// server is shut down somewhere: serving returns as soon as that begins.
func (c *checker) checkExits() {
	for _, s := range c.serves {
		if s.server == nil {
			continue
		}
		i := slices.IndexFunc(c.downs, func(d down) bool { return d.direct && c.sameServer(s.server, d.server) })
		if i < 0 {
			continue
		}
		exit := c.exitAfter(s)
		if exit == nil {
			continue
		}
		c.report(exit.Pos(), exit.End(), fmt.Sprintf("%q ends the process as soon as Shutdown is called, as %s returns http.ErrServerClosed then: requests are cut off; "+
			"let that error pass and wait for Shutdown", exitName(exit), callName(s.call)),
			related(s.call, "returns as soon as Shutdown is called"), related(c.downs[i].call, "Shutdown is called here"))
	}
}

// exitAfter returns the call that ends the process when s returns.
func (c *checker) exitAfter(s serve) *ast.CallExpr {
	if call, ok := s.cur.Parent().Node().(*ast.CallExpr); ok && slices.Contains(call.Args, ast.Expr(s.call)) {
		if c.exits(call) {
			return call // log.Fatal(srv.ListenAndServe())
		}
		return nil
	}
	if !returnsErrClosed(c.info, s.call) {
		return nil
	}
	assign, ok := s.cur.Parent().Node().(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 1 {
		return nil
	}
	errVar, ok := assign.Lhs[0].(*ast.Ident)
	if !ok {
		return nil
	}
	var check *ast.IfStmt
	stmt := s.cur.Parent()
	if n, ok := stmt.Parent().Node().(*ast.IfStmt); ok && n.Init == assign {
		check = n
	} else if next, ok := stmt.NextSibling(); ok {
		check, _ = next.Node().(*ast.IfStmt)
	}
	if check == nil || !c.passesErrClosed(check.Cond, c.info.ObjectOf(errVar)) {
		return nil
	}
	return c.exitIn(check.Body)
}

// passesErrClosed reports whether cond holds for http.ErrServerClosed in err: it
// only compares err with nil, or with that.
func (c *checker) passesErrClosed(cond ast.Expr, err types.Object) bool {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		id, ok := ast.Unparen(e.X).(*ast.Ident)
		if !ok || err == nil || c.info.ObjectOf(id) != err {
			return false
		}
		return e.Op == token.NEQ && c.info.Types[e.Y].IsNil() || e.Op == token.EQL && c.isErrClosed(e.Y)
	case *ast.CallExpr:
		f := servers.FuncOf(c.info, e)
		return f.Pkg == "errors" && f.Name == "Is" && len(e.Args) == 2 && c.isErrClosed(e.Args[1])
	}
	return false
}

func (c *checker) isErrClosed(e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := c.info.Uses[sel.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "net/http" && obj.Name() == "ErrServerClosed"
}

// exitIn returns a call in body that ends the process, if the body does not look
// at ErrServerClosed, nor do anything before that could wait.
func (c *checker) exitIn(body *ast.BlockStmt) *ast.CallExpr {
	for _, s := range body.List {
		x, ok := s.(*ast.ExprStmt)
		if !ok {
			return nil
		}
		call, ok := x.X.(*ast.CallExpr)
		if !ok {
			return nil
		}
		if exit := c.exitChain(call); exit != nil {
			return exit
		}
		if c.mayWait(call) {
			return nil
		}
	}
	return nil
}

// exitChain returns the call that ends the process in a chain such as
// log.Fatal().Err(err).Msg("…").
func (c *checker) exitChain(call *ast.CallExpr) *ast.CallExpr {
	for at := call; ; {
		if c.exits(at) {
			return call
		}
		sel, ok := ast.Unparen(at.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		if at, ok = ast.Unparen(sel.X).(*ast.CallExpr); !ok {
			return nil
		}
	}
}

// exits reports whether call ends the process.
func (c *checker) exits(call *ast.CallExpr) bool {
	switch fn := typeutil.Callee(c.info, call).(type) {
	case *types.Builtin:
		return fn.Name() == "panic"
	case *types.Func:
		f := servers.FuncOf(c.info, call)
		return f == servers.Func{Pkg: "os", Name: "Exit"} || strings.HasPrefix(f.Name, "Fatal")
	}
	return false
}

func exitName(call *ast.CallExpr) string {
	if _, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && len(types.ExprString(call.Fun)) < 40 {
		return types.ExprString(call.Fun)
	}
	return callName(call)
}

// checkHooks reports Shutdown and Close called by the server's own ConnState hook.
func (c *checker) checkHooks() {
	for cur := range c.root.Preorder((*ast.FuncLit)(nil)) {
		if server := c.hookOf(cur); server != nil {
			c.checkHook(cur, server)
		}
	}
}

// hookOf returns the variable or field with the server whose ConnState hook the
// literal at cur is, or nil.
func (c *checker) hookOf(cur inspector.Cursor) types.Object {
	up := cur.Parent()
	switch n := up.Node().(type) {
	case *ast.AssignStmt:
		i := slices.Index(n.Rhs, cur.Node().(ast.Expr))
		if i < 0 || i >= len(n.Lhs) {
			return nil
		}
		if sel, ok := ast.Unparen(n.Lhs[i]).(*ast.SelectorExpr); ok && sel.Sel.Name == "ConnState" && isServer(typeOf(c.info, sel.X)) {
			return servers.Holder(c.info, sel.X)
		}
	case *ast.KeyValueExpr:
		id, ok := n.Key.(*ast.Ident)
		if !ok || id.Name != "ConnState" {
			return nil
		}
		lit := up.Parent()
		if e, ok := lit.Node().(*ast.CompositeLit); ok && isServer(typeOf(c.info, e)) {
			if to := c.flows.Destinations(lit); len(to) > 0 {
				return to[0]
			}
		}
	}
	return nil
}

func typeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

func (c *checker) checkHook(hook inspector.Cursor, server types.Object) {
	for cur := range hook.Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if _, isGo := cur.Parent().Node().(*ast.GoStmt); isGo || functionAround(cur).Node() != hook.Node() {
			continue
		}
		at, _, ok := servers.ShutsDown(c.info, call)
		if !ok {
			at, ok = servers.Closes(c.info, call)
		}
		if ok && at != nil && servers.Holder(c.info, at) == server {
			c.report(call.Pos(), call.End(), fmt.Sprintf("%s waits for the very connection, or the accept loop, that is in this ConnState hook: a deadlock; "+
				"call it from another goroutine", callName(call)))
		}
	}
}
