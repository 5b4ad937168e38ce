package spawns

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/takeover"
)

// queue returns what an endless loop receives from before it starts the
// goroutine, a channel or a connection: it is a range over that.
func (c *Checker) queue(f *ast.ForStmt, s Spawn) ast.Expr {
	other := !c.dependsOn(s.Node, f)
	for n := s.Node; n != nil && n != f; n = c.Parent(n) {
		switch p := n.(type) {
		case *ast.IfStmt:
			if within(s.Node, p.Body) && p.Else == nil && !c.gathered(f, p.Cond) && (other || c.outcome(p.Cond) || c.signalled(p)) {
				return nil // only now and then
			}
		case *ast.CommClause:
			if p.Comm == nil {
				continue
			}
			ch := c.receivedFrom(p.Comm)
			if ch != nil && (c.disarms(p, ch) || c.firesOnce(f, ch)) {
				return nil
			}
			return ch
		}
	}
	for _, stmt := range f.Body.List {
		if stmt.Pos() >= s.Node.Pos() {
			break
		}
		if from := c.source(f, stmt, s); from != nil && !c.firesOnce(f, from) {
			return from
		}
	}
	return nil
}

// gathered reports whether the condition asks if there is anything in a list that the
// loop fills round by round, a batch: there mostly is.
func (c *Checker) gathered(loop *ast.ForStmt, cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.GTR && b.Op != token.NEQ {
		return false
	}
	v := c.info.Types[b.Y].Value
	list, isLen := ast.Unparen(b.X).(*ast.CallExpr)
	if v == nil || !isLen || !isBuiltin(c.info, list, "len") || !constant.Compare(v, token.EQL, constant.MakeInt64(0)) {
		return false
	}
	obj := c.Object(list.Args[0])
	kept := c.Vars[obj]
	return kept != nil && !within(identOf(obj), loop) && slices.ContainsFunc(kept.Values, func(v Value) bool {
		call, ok := ast.Unparen(v.Expr).(*ast.CallExpr)
		return ok && within(v.At, loop) && isBuiltin(c.info, call, "append")
	})
}

// signalled reports whether the statement stands in a case that takes a signal
// or a tick, no value.
func (c *Checker) signalled(n ast.Node) bool {
	for ; n != nil; n = c.Parent(n) {
		if clause, ok := n.(*ast.CommClause); ok && clause.Comm != nil {
			_, ok := clause.Comm.(*ast.ExprStmt)
			return ok
		}
	}
	return false
}

// outcome reports whether the condition asks how a piece of work came out,
// rather than of which kind the value is.
func (c *Checker) outcome(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			t := c.Target(n.Fun)
			found = found || t.Frame != nil || t.Fn != nil
		case *ast.Ident:
			v := c.Vars[c.Object(n)]
			b, ok := c.typeOf(n).(*types.Basic)
			found = found || v != nil && ok && b.Kind() == types.Bool && slices.ContainsFunc(v.Values, isCall)
		}
		return !found
	})
	return found
}

func isCall(v Value) bool {
	_, ok := ast.Unparen(v.Expr).(*ast.CallExpr)
	return ok
}

// source returns what the statement receives the goroutine's value from.
func (c *Checker) source(f *ast.ForStmt, stmt ast.Stmt, s Spawn) ast.Expr {
	switch stmt := stmt.(type) {
	case *ast.SelectStmt:
		return c.selected(f, stmt, s)
	case *ast.IfStmt:
		return c.peer(stmt.Init)
	}
	if ch := c.receivedFrom(stmt); ch != nil {
		return ch
	}
	return c.peer(stmt)
}

// selected returns what the goroutine's value comes from by one of the cases.
func (c *Checker) selected(f *ast.ForStmt, sel *ast.SelectStmt, s Spawn) ast.Expr {
	for _, clause := range sel.Body.List {
		a, ok := clause.(*ast.CommClause).Comm.(*ast.AssignStmt)
		if ok && c.derives(s.Node, c.Object(a.Lhs[0]), f, 0) {
			return c.receivedFrom(a)
		}
	}
	return nil
}

// derives reports whether n mentions obj, what a type switch around it on obj has
// made of it, or what the loop computes from it.
func (c *Checker) derives(n ast.Node, obj types.Object, loop *ast.ForStmt, depth int) bool {
	for m := n; m != nil; m = c.Parent(m) {
		if clause, ok := m.(*ast.CaseClause); ok {
			s, ok := c.Parent(c.Parent(clause)).(*ast.TypeSwitchStmt)
			if ok && obj != nil && c.switched(s) == obj && c.refersTo(n, c.info.Implicits[clause]) {
				return true
			}
		}
	}
	if c.refersTo(n, obj) {
		return true
	}
	computed := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && depth < 4 {
			if v := c.Vars[c.info.Uses[id]]; v != nil {
				computed = computed || slices.ContainsFunc(v.Values, func(v Value) bool {
					return within(v.At, loop) && c.derives(v.Expr, obj, loop, depth+1)
				})
			}
		}
		return !computed
	})
	return computed
}

// refersTo reports whether n mentions obj.
func (c *Checker) refersTo(n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && obj != nil && c.info.Uses[id] == obj
		return !found
	})
	return found
}

// switched returns the variable whose type the statement asks for: x of
// `switch y := x.(type)`.
func (c *Checker) switched(s *ast.TypeSwitchStmt) types.Object {
	if a, ok := s.Assign.(*ast.AssignStmt); ok {
		if assert, ok := ast.Unparen(a.Rhs[0]).(*ast.TypeAssertExpr); ok {
			return c.Object(assert.X)
		}
	}
	return nil
}

// messageMethods are the methods, and functions of a connection, that wait for
// the next message.
var messageMethods = []string{"ReadMessage", "ReadJSON", "NextReader", "Read", "Reader", "Receive", "Recv", "RecvMsg"}

// peer returns the WebSocket or stream whose next message the statement reads.
func (c *Checker) peer(stmt ast.Stmt) ast.Expr {
	a, ok := stmt.(*ast.AssignStmt)
	if !ok || len(a.Rhs) != 1 {
		return nil
	}
	call, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !slices.Contains(messageMethods, sel.Sel.Name) {
		return nil
	}
	for _, e := range append([]ast.Expr{sel.X}, call.Args...) {
		if t := c.info.TypeOf(e); t != nil && (takeover.Connection(t) || stream(t)) {
			return ast.Unparen(e)
		}
	}
	return nil
}

// stream reports whether t is a gRPC stream.
func stream(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "RecvMsg")
	_, ok := obj.(*types.Func)
	return ok
}

// disarms reports whether the case sets its own channel to nil: it is taken once.
func (c *Checker) disarms(clause *ast.CommClause, ch ast.Expr) bool {
	for _, stmt := range clause.Body {
		if a, ok := stmt.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 &&
			c.Object(ch) != nil && c.Object(a.Lhs[0]) == c.Object(ch) && c.info.Types[a.Rhs[0]].IsNil() {
			return true
		}
	}
	return false
}

// receivedFrom returns the channel whose values the statement receives, unless
// they only signal something: the end of the work, or an operating system's
// signal.
func (c *Checker) receivedFrom(stmt ast.Stmt) ast.Expr {
	var e ast.Expr
	switch stmt := stmt.(type) {
	case *ast.AssignStmt:
		if len(stmt.Rhs) == 1 {
			e = stmt.Rhs[0]
		}
	case *ast.ExprStmt:
		e = stmt.X
	}
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	if !ok || u.Op != token.ARROW {
		return nil
	}
	ch, ok := c.typeOf(u.X).(*types.Chan)
	if !ok || ofSignals(ch) {
		return nil
	}
	if !emptyStruct(ch.Elem()) {
		return ast.Unparen(u.X)
	}
	if call, ok := ast.Unparen(u.X).(*ast.CallExpr); ok && len(call.Args) == 0 || c.onlyCloses(c.Object(u.X)) {
		return nil // ctx.Done() and its kin
	}
	return ast.Unparen(u.X)
}

// onlyCloses reports whether the package closes a channel that it keeps, and sends
// nothing on it: what is received is its end.
func (c *Checker) onlyCloses(ch types.Object) bool {
	return longLasting(ch) && c.ask("closes", ch, func() bool {
		closes, sends := false, false
		for _, f := range c.Frames {
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SendStmt:
					sends = sends || c.Object(n.Chan) == ch
				case *ast.CallExpr:
					closes = closes || isBuiltin(c.info, n, "close") && c.Object(n.Args[0]) == ch
				}
				return !sends
			})
		}
		return closes && !sends
	})
}

// ofSignals reports whether the channel yields an operating system's signals,
// which come rarely.
func ofSignals(ch *types.Chan) bool { return shape.IsNamed(ch.Elem(), "os", "Signal") }

func emptyStruct(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}
