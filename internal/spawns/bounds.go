package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// boundedIn reports whether something in the loop bounds the goroutines of s.
func (c *Checker) boundedIn(l *Loop, s Spawn) bool {
	return c.leaves(l, s.Node) || c.once(l, s) || c.searches(l, s) || c.paced(l) || c.Acquired(l.Body, s) || c.replaces(l, s) ||
		c.skipsBusy(l, s) || c.singleFlight(l, s) || c.rations(l, s) ||
		join.JoinedInIteration(c.info, l.Body, s.Node) || join.EndsInIteration(c.info, l.Body, s.Node) ||
		s.Left != nil && (l.timed(c) || c.untilSuccess(l, s) || c.stopped(l, s))
}

// timed reports whether the loop waits for a timer: what it calls then seldom
// leaves much behind.
func (l *Loop) timed(c *Checker) bool {
	if l.Kind != Received {
		return false
	}
	ch, ok := c.core(l.Over).(*types.Chan)
	return ok && shape.IsNamed(ch.Elem(), "time", "Time")
}

// untilSuccess reports whether the loop ends with the first call that
// succeeds: only that one leaves a goroutine behind.
func (c *Checker) untilSuccess(l *Loop, s Spawn) bool {
	for n := s.Node; n != nil && n != l.Body; n = c.Parent(n) {
		stmt, ok := n.(ast.Stmt)
		if !ok {
			continue
		}
		if cond, ok := stmt.(*ast.IfStmt); ok && cond.Init != nil && within(s.Node, cond.Init) && c.succeeds(l, cond) {
			return true
		}
		for _, next := range following(c.Parent(n), stmt) {
			if cond, ok := next.(*ast.IfStmt); ok && c.succeeds(l, cond) {
				return true
			}
		}
	}
	return false
}

// succeeds reports whether the statement leaves the loop if there is no error.
func (c *Checker) succeeds(l *Loop, cond *ast.IfStmt) bool {
	b, ok := ast.Unparen(cond.Cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.EQL || !c.info.Types[b.Y].IsNil() || len(cond.Body.List) == 0 {
		return false
	}
	t := c.info.TypeOf(b.X)
	return t != nil && types.Implements(t, errorType()) && c.leavesLoop(l, cond.Body.List[len(cond.Body.List)-1])
}

// endMethods are the methods that end what an object has started.
var endMethods = []string{"Stop", "Close", "Shutdown", "Cancel", "Wait", "Kill", "Finish", "End", "Terminate"}

// stopped reports whether each iteration ends what the call returned: by a
// method, or by calling it.
func (c *Checker) stopped(l *Loop, s Spawn) bool {
	a, ok := c.Parent(s.Node).(*ast.AssignStmt)
	if !ok {
		return false
	}
	results := map[types.Object]bool{}
	for _, e := range a.Lhs {
		if obj := c.Object(e); obj != nil {
			results[obj] = true
		}
	}
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			return c.litWithin(n, l.Body) // the loop's own run too late
		case *ast.CallExpr:
			switch fun := ast.Unparen(n.Fun).(type) {
			case *ast.Ident:
				found = found || results[c.Object(fun)]
			case *ast.SelectorExpr:
				found = found || results[c.Object(fun.X)] && slices.Contains(endMethods, fun.Sel.Name)
			}
		}
		return !found
	})
	return found
}

// litWithin reports whether a literal stands between n and the body.
func (c *Checker) litWithin(n ast.Node, body *ast.BlockStmt) bool {
	for ; n != nil && n != body; n = c.Parent(n) {
		if _, ok := n.(*ast.FuncLit); ok {
			return true
		}
	}
	return false
}

// heldAcross reports whether what bounds the loop holds for the loops around it too.
func (c *Checker) heldAcross(l *Loop, s Spawn) bool { return c.Acquired(l.Body, s) }

// leaves reports whether the loop always ends after the statement that starts
// a goroutine.
func (c *Checker) leaves(l *Loop, at ast.Node) bool {
	if _, ok := l.Node.(*ast.CallExpr); ok {
		return false
	}
	for n := at; n != nil && n != l.Body; n = c.Parent(n) {
		if _, ok := n.(*ast.FuncLit); ok {
			return false // its return statements leave only the literal
		}
	}
	for n := at; n != nil && n != l.Body; n = c.Parent(n) {
		stmt, ok := n.(ast.Stmt)
		if !ok {
			continue
		}
		for _, next := range following(c.Parent(n), stmt) {
			if c.leavesLoop(l, next) {
				return true
			}
			if _, ok := next.(*ast.BranchStmt); ok {
				return false // continue
			}
		}
	}
	return false
}

func following(block ast.Node, stmt ast.Stmt) []ast.Stmt {
	list := shape.Statements(block)
	if i := slices.Index(list, stmt); i >= 0 {
		return list[i+1:]
	}
	return nil
}

func (c *Checker) leavesLoop(l *Loop, s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && isBuiltin(c.info, call, "panic")
	case *ast.BranchStmt:
		switch s.Tok {
		case token.GOTO:
			return true
		case token.BREAK:
			return c.breaks(s) == l.Node
		}
	}
	return false
}

// breaks returns the statement that a break statement leaves.
func (c *Checker) breaks(b *ast.BranchStmt) ast.Node {
	for n := c.Parent(b); n != nil; n = c.Parent(n) {
		if b.Label != nil {
			if l, ok := n.(*ast.LabeledStmt); ok && c.info.Defs[l.Label] == c.info.Uses[b.Label] {
				return l.Stmt
			}
			continue
		}
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return n
		}
	}
	return nil
}

// once reports whether the spawn happens for one element only: under a
// condition that the loop's index, or something of the element, equals a value
// from outside the loop.
func (c *Checker) once(l *Loop, s Spawn) bool {
	for n := s.Node; n != nil && n != l.Body; n = c.Parent(n) {
		cond, ok := c.Parent(n).(*ast.IfStmt)
		if ok && n == cond.Body && l.Kind == Elements && c.picksOne(l, cond.Cond) {
			return true
		}
	}
	return false
}

func (c *Checker) picksOne(l *Loop, cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch b.Op {
	case token.LAND:
		return c.picksOne(l, b.X) || c.picksOne(l, b.Y)
	case token.EQL:
		return c.identifies(l, b.X, b.Y) || c.identifies(l, b.Y, b.X)
	}
	return false
}

// identifies reports whether only one element of the loop, of which x tells
// something, can equal y.
func (c *Checker) identifies(l *Loop, x, y ast.Expr) bool {
	if !c.dependsOn(x, l.Node) || c.dependsOn(y, l.Node) {
		return false
	}
	if c.info.Types[y].Value == nil && !c.info.Types[y].IsNil() {
		return true
	}
	r, ok := l.Node.(*ast.RangeStmt) // i == 0
	return ok && r.Key != nil && !c.iterates(r.X) && c.Object(x) != nil && c.Object(x) == c.Object(r.Key) && !c.info.Types[y].IsNil()
}

// dependsOn reports whether e uses a variable that is declared within the node.
func (c *Checker) dependsOn(e ast.Node, scope ast.Node) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := c.info.Uses[id].(*types.Var); ok && !v.IsField() {
				found = found || within(identOf(v), scope) && !within(identOf(v), e)
			}
		}
		return !found
	})
	return found
}

// searches reports whether the goroutine has nothing to do with the element
// and starts only if the element is of some kind: the loop looks for one.
func (c *Checker) searches(l *Loop, s Spawn) bool {
	if l.Kind != Elements {
		return false
	}
	conditional := false
	for n := s.Node; n != nil && n != l.Body; n = c.Parent(n) {
		if cond, ok := c.Parent(n).(*ast.IfStmt); ok && n == cond.Body && cond.Else == nil {
			conditional = true
		}
	}
	if !conditional {
		return false
	}
	return !c.dependsOn(s.Node, l.Node)
}

// paced reports whether each iteration sleeps.
func (c *Checker) paced(l *Loop) bool {
	for _, s := range l.Body.List {
		if e, ok := s.(*ast.ExprStmt); ok {
			if call, ok := e.X.(*ast.CallExpr); ok {
				if fn := c.Target(call.Fun).Fn; fn != nil && fn.FullName() == "time.Sleep" {
					return true
				}
			}
		}
	}
	return false
}
