package sleepsync

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// retries reports whether the sleep at cur is the pause of a loop that retries
// or polls, or that looks whether it shall end, as opposed to one that paces work
// or waits for events anyway.
func (c *checker) retries(cur inspector.Cursor) bool {
	loop, ok := loopAround(cur)
	if !ok {
		return c.retriesThroughCalls(cur)
	}
	if c.afterFailure(cur, loop.Node()) {
		return true
	}
	if c.watchesDone(loop, cur) && c.setsItself(loop.Node(), cur.Node().(*ast.CallExpr)) {
		return true
	}
	switch l := loop.Node().(type) {
	case *ast.RangeStmt:
		if t := c.TypesInfo.TypeOf(l.X); t != nil {
			if _, ok := t.Underlying().(*types.Chan); ok {
				return false // an event each time
			}
		}
		return c.leavesOnSuccess(l.Body)
	case *ast.ForStmt:
		if c.eventDriven(l.Body) || advances(l.Cond) || c.readsOut(l.Body) {
			return false
		}
		if l.Init != nil && l.Cond != nil && l.Post != nil {
			return c.leavesOnSuccess(l.Body)
		}
		return c.leavesOnSuccess(l.Body) || !c.paces(cur.Node().(*ast.CallExpr))
	}
	return false
}

// watchesDone reports whether the loop itself, in a select, looks for the end of a
// context, and the sleep at cur stands elsewhere than behind that end.
func (c *checker) watchesDone(loop, cur inspector.Cursor) bool {
	for clause := range loop.Preorder((*ast.CommClause)(nil)) {
		ch := shape.Received(clause.Node().(*ast.CommClause).Comm)
		if ch == nil || !isDone(c.TypesInfo, ch) || clause.Contains(cur) {
			continue
		}
		if around, ok := loopAround(clause); ok && around == loop {
			return true
		}
	}
	return false
}

// setsItself reports whether the duration of a sleep is a constant, or depends on
// nothing but variables of the loop around it: a delay from outside is a rate that
// somebody has configured.
func (c *checker) setsItself(loop ast.Node, call *ast.CallExpr) bool {
	own := !c.paces(call)
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if v, ok := c.TypesInfo.Uses[id].(*types.Var); ok {
					own = own && !v.IsField() && contains(loop, v.Pos())
				}
			}
			return own
		})
	}
	return own
}

// afterFailure reports whether cur stands in a branch, within scope, that is
// taken after a failure: if err != nil.
func (c *checker) afterFailure(cur inspector.Cursor, scope ast.Node) bool {
	for p := cur; p.Node() != scope; p = p.Parent() {
		parent, ok := p.Parent().Node().(*ast.IfStmt)
		if ok && parent.Body == p.Node() && c.comparesError(parent.Cond, token.NEQ) ||
			ok && parent.Else == p.Node() && c.comparesError(parent.Cond, token.EQL) {
			return true
		}
	}
	return false
}

// comparesError reports whether cond is err op nil, or has it as an operand.
func (c *checker) comparesError(cond ast.Expr, op token.Token) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if b.Op == token.LAND || b.Op == token.LOR {
		return c.comparesError(b.X, op) || c.comparesError(b.Y, op)
	}
	return b.Op == op && c.isError(b.X) && c.TypesInfo.Types[b.Y].IsNil()
}

func (c *checker) isError(e ast.Expr) bool {
	t := c.TypesInfo.TypeOf(e)
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

// retriesThroughCalls is retries for a sleep outside of any loop: after a
// failure, in a function that a loop calls; or before the function calls itself.
func (c *checker) retriesThroughCalls(cur inspector.Cursor) bool {
	for f := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		decl, ok := f.Node().(*ast.FuncDecl)
		if !ok {
			return false
		}
		self := c.TypesInfo.Defs[decl.Name]
		failed := c.afterFailure(cur, decl)
		for call := range c.root.Preorder((*ast.CallExpr)(nil)) {
			if typeutil.Callee(c.TypesInfo, call.Node().(*ast.CallExpr)) != self {
				continue
			}
			if contains(decl, call.Node().Pos()) && call.Node().Pos() > cur.Node().Pos() {
				return true
			}
			if _, ok := loopAround(call); ok && failed {
				return true
			}
		}
		return false
	}
	return false
}

// eventDriven reports whether a loop body waits for something to happen before
// it goes on: a receive, or a select without default, of more than a context's
// Done and timers.
func (c *checker) eventDriven(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SelectStmt:
			if !blocking(n) {
				for _, cl := range n.Body.List { // the comms do not wait
					for _, s := range cl.(*ast.CommClause).Body {
						found = found || c.eventDriven(&ast.BlockStmt{List: []ast.Stmt{s}})
					}
				}
				return false
			}
		case *ast.UnaryExpr:
			if n.Op == token.ARROW && !isDone(c.TypesInfo, n.X) && !isTimer(c.TypesInfo, n.X) {
				found = true
			}
		}
		return !found
	})
	return found
}

// advances reports whether a loop condition takes the next element, like
// rows.Next() and scanner.Scan().
func advances(cond ast.Expr) bool {
	call, ok := cond.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && (strings.HasPrefix(sel.Sel.Name, "Next") || sel.Sel.Name == "Scan")
}

// readsOut reports whether a loop takes the next element each time, is left at the
// end of them, io.EOF, and at any other error: it never tries again.
func (c *checker) readsOut(body *ast.BlockStmt) bool {
	atEnd, atError := false, false
	for _, e := range exits(body) {
		for _, cond := range e.conds {
			atEnd = atEnd || c.mentionsEOF(cond)
		}
		atError = atError || len(e.conds) == 1 && c.comparesError(e.conds[0], token.NEQ)
	}
	return atEnd && atError
}

func (c *checker) mentionsEOF(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == "EOF" {
			v := c.TypesInfo.Uses[id]
			found = found || v != nil && v.Pkg() != nil && v.Pkg().Path() == "io"
		}
		return !found
	})
	return found
}

// paces reports whether a duration is computed so that something happens at a
// certain rate, or at random times.
func (c *checker) paces(call *ast.CallExpr) bool {
	found := false
	ast.Inspect(call, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			found = found || n.Op == token.QUO && c.TypesInfo.Types[n].Value == nil
		case *ast.CallExpr:
			if fn, ok := typeutil.Callee(c.TypesInfo, n).(*types.Func); ok && fn.Pkg() != nil {
				found = found || strings.HasPrefix(fn.Pkg().Path(), "math/rand")
			}
		}
		return !found
	})
	return found
}

// leavesOnSuccess reports whether the loop is left when something it asked for
// turns out well: under a condition on the result of a call that is not just
// err != nil.
func (c *checker) leavesOnSuccess(body *ast.BlockStmt) bool {
	asked := c.resultsOfCalls(body)
	found := false
	for _, e := range exits(body) {
		for _, cond := range e.conds {
			found = found || !c.comparesError(cond, token.NEQ) && c.asks(cond, asked)
		}
	}
	return found || len(exits(body)) > 0 && endsLeaving(body)
}

// endsLeaving reports whether a loop body that repeats only by continue ends by
// leaving the loop.
func endsLeaving(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	switch s := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK
	}
	return false
}

// resultsOfCalls returns the variables that body assigns the result of a call to.
func (c *checker) resultsOfCalls(body *ast.BlockStmt) map[types.Object]bool {
	vars := map[types.Object]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || len(as.Rhs) == 0 || !c.callsOut(as.Rhs[0]) {
			return true
		}
		for _, l := range as.Lhs {
			if id, ok := l.(*ast.Ident); ok {
				vars[c.TypesInfo.ObjectOf(id)] = true
			}
		}
		return true
	})
	return vars
}

// asks reports whether cond depends on the result of a call.
func (c *checker) asks(cond ast.Expr, asked map[types.Object]bool) bool {
	for _, obj := range mentioned(c.TypesInfo, cond) {
		if asked[obj] {
			return true
		}
	}
	return c.callsOut(cond)
}

// callsOut reports whether e calls a function, apart from conversions,
// builtins, and those of package time and of contexts.
func (c *checker) callsOut(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			switch f := typeutil.Callee(c.TypesInfo, call).(type) {
			case *types.Func:
				found = found || f.Pkg() == nil || f.Pkg().Path() != "time" && f.Pkg().Path() != "context"
			case *types.Var:
				found = true
			case nil:
				found = found || !c.TypesInfo.Types[call.Fun].IsType()
			}
		}
		return !found
	})
	return found
}
