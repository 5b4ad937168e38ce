package spawns

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// reconnects reports whether the loop makes attempts for as long as an object
// runs: its condition asks a flag of the object, and between two attempts it waits
// for a timer or for a channel of the same object that tells it to quit. One that
// ends when an attempt succeeds is a component too, which what it has connected
// goes on with.
func (c lifetime) reconnects(loop *ast.ForStmt) bool {
	if c.received || loop.Cond == nil {
		return false
	}
	owner := c.runs(loop.Cond)
	if owner == nil || within(identOf(owner), loop) {
		return false
	}
	found := false
	ast.Inspect(loop.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return false
		case *ast.SelectStmt:
			found = found || c.pauses(n, owner)
		}
		return !found
	})
	return found
}

// runs returns the object that the condition asks whether it still runs, or nil:
// s of s.running, !s.closed.Load() and s.isRunning().
func (c *Checker) runs(cond ast.Expr) types.Object {
	if owner := c.asksMethod(cond); owner != nil {
		return owner
	}
	if !c.isFlag(cond) {
		return nil
	}
	e := positive(cond)
	if call, ok := e.(*ast.CallExpr); ok {
		e = ast.Unparen(call.Fun).(*ast.SelectorExpr).X
	}
	return c.root(e)
}

// asksMethod returns the object whose method, which only looks at a flag, the
// condition calls, or nil.
func (c *Checker) asksMethod(cond ast.Expr) types.Object {
	call, ok := positive(cond).(*ast.CallExpr)
	if !ok || len(call.Args) > 0 {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	f := c.Target(call.Fun).Frame
	if !ok || f == nil || f.Sig.Recv() == nil || len(f.Body.List) == 0 {
		return nil
	}
	ret, ok := f.Body.List[len(f.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 || !c.isFlag(ret.Results[0]) || !c.onlyLocks(f.Body.List[:len(f.Body.List)-1]) {
		return nil
	}
	return c.root(sel.X)
}

// isFlag reports whether e is a field of type bool, or an atomic flag, as it is
// or negated.
func (c *Checker) isFlag(e ast.Expr) bool {
	e = positive(e)
	if sel, ok := e.(*ast.SelectorExpr); ok {
		b, basic := c.typeOf(sel).(*types.Basic)
		return basic && b.Info()&types.IsBoolean != 0 && c.info.Selections[sel] != nil
	}
	_, call := e.(*ast.CallExpr)
	return call && c.loadsFlag(e)
}

// positive returns e without a negation.
func positive(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if not, ok := e.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		return ast.Unparen(not.X)
	}
	return e
}

// onlyLocks reports whether the statements only lock and unlock.
func (c *Checker) onlyLocks(list []ast.Stmt) bool {
	for _, stmt := range list {
		var call ast.Expr
		switch stmt := stmt.(type) {
		case *ast.ExprStmt:
			call = stmt.X
		case *ast.DeferStmt:
			call = stmt.Call
		}
		locks, ok := call.(*ast.CallExpr)
		if !ok || !shape.Calls(locks, "Lock", "RLock", "Unlock", "RUnlock") {
			return false
		}
	}
	return true
}

// pauses reports whether the select waits for a timer, or leaves if a channel of
// the owner tells it to.
func (c *Checker) pauses(sel *ast.SelectStmt, owner types.Object) bool {
	timer, quits := false, false
	for _, s := range sel.Body.List {
		clause := s.(*ast.CommClause)
		recv, ok := clause.Comm.(*ast.ExprStmt)
		if !ok {
			continue
		}
		u, ok := ast.Unparen(recv.X).(*ast.UnaryExpr)
		if !ok {
			continue
		}
		ch, ok := c.core(u.X).(*types.Chan)
		switch {
		case !ok:
		case shape.IsNamed(ch.Elem(), "time", "Time"):
			timer = true
		case emptyStruct(ch.Elem()) && c.root(u.X) == owner:
			quits = quits || c.leavesBlock(&ast.BlockStmt{List: clause.Body})
		}
	}
	return timer && quits
}
