package spawns

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// flagged reports whether something that is asked, and set, before the goroutine
// starts lets only one run: a flag, or the time of the last start.
func (c *Checker) flagged(scope *ast.BlockStmt, s Spawn) bool {
	asked := map[types.Object]bool{}
	stamps := map[types.Object]bool{} // asked how long ago they are
	found := false
	ast.Inspect(scope, func(n ast.Node) bool {
		if found || n == nil || n.Pos() >= s.Node.Pos() {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt:
			return within(s.Node, n) && n != s.Node
		case *ast.IfStmt:
			c.gather(n.Cond, asked)
			if c.asksAge(n.Cond) && (within(s.Node, n.Body) || c.leavesBlock(n.Body)) {
				c.gather(n.Cond, stamps)
			}
		case *ast.ExprStmt:
			if flag := c.raised(n); flag != nil {
				found = asked[c.Object(flag)] && c.lasting(flag, scope, s)
			}
		case *ast.AssignStmt:
			found = len(n.Lhs) == 1 && len(n.Rhs) == 1 && n.Tok == token.ASSIGN &&
				c.claims(n.Lhs[0], n.Rhs[0], asked, stamps) && c.lasting(n.Lhs[0], scope, s)
		}
		return !found
	})
	return found
}

// dated reports whether the goroutine starts only while a time in a field is not
// set, which the function then sets: before or after, as it holds a lock.
func (c *Checker) dated(scope *ast.BlockStmt, s Spawn) bool {
	asked := map[types.Object]bool{}
	for n := s.Node; n != nil && n != scope; n = c.Parent(n) {
		cond, ok := c.Parent(n).(*ast.IfStmt)
		if !ok || n != cond.Body {
			continue
		}
		ast.Inspect(cond.Cond, func(n ast.Node) bool {
			if t := calls("IsZero")(n); t != nil && longLasting(c.Object(t)) {
				asked[c.Object(t)] = true
			}
			return true
		})
	}
	if len(asked) == 0 || !c.locksBefore(scope, s) {
		return false
	}
	found := false
	ast.Inspect(scope, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && !within(a, s.Node) && len(a.Lhs) == 1 {
			found = found || asked[c.Object(a.Lhs[0])] && c.lasting(a.Lhs[0], scope, s)
		}
		return !found
	})
	return found
}

// gather adds the variables and fields that the condition mentions.
func (c *Checker) gather(cond ast.Expr, to map[types.Object]bool) {
	ast.Inspect(cond, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			if obj := c.Object(e); obj != nil {
				to[obj] = true
			}
		}
		return true
	})
}

// claims reports whether the assignment sets a flag that has been asked, or
// notes the time in a field whose age has been.
func (c *Checker) claims(to, value ast.Expr, asked, stamps map[types.Object]bool) bool {
	if _, element := ast.Unparen(to).(*ast.IndexExpr); element {
		return false
	}
	obj := c.Object(to)
	if c.info.Types[value].Value != nil {
		return shape.IsTrue(c.info, value) && asked[obj]
	}
	return longLasting(obj) && stamps[obj]
}

// asksAge reports whether the condition asks how long ago something was.
func (c *Checker) asksAge(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			found = found || n.Op == token.SUB
		case *ast.CallExpr:
			fn := c.Target(n.Fun).Fn
			found = found || fn != nil && slices.Contains(ages, fn.FullName())
		}
		return !found
	})
	return found
}

var ages = []string{"time.Since", "(time.Time).Sub", "(time.Time).Before", "(time.Time).After"}

// raised returns the atomic flag that the statement sets, or nil.
func (c *Checker) raised(stmt ast.Stmt) ast.Expr {
	e, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, ok := e.X.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	fn := c.Target(call.Fun).Fn
	if !ok || fn == nil || fn.FullName() != "(*sync/atomic.Bool).Store" {
		return nil
	}
	if !shape.IsTrue(c.info, call.Args[0]) {
		return nil
	}
	return sel.X
}

// lasting reports whether the flag e outlives the round of the loop whose body
// scope is. What belongs to the element does not; a field of something that the
// function has just loaded does if others see it, or it locks before it looks.
func (c *Checker) lasting(e ast.Expr, scope *ast.BlockStmt, s Spawn) bool {
	if c.ofElement(e, scope) {
		return false
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return true
	}
	root, ok := c.Object(sel.X).(*types.Var)
	if !ok || root.IsField() || !within(identOf(root), scope) {
		return true
	}
	return c.locksBefore(scope, s)
}

// locksBefore reports whether scope locks something before the goroutine starts.
func (c *Checker) locksBefore(scope *ast.BlockStmt, s Spawn) bool {
	locks := false
	ast.Inspect(scope, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && call.Pos() < s.Node.Pos() {
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			locks = locks || ok && sel.Sel.Name == "Lock"
		}
		return !locks
	})
	return locks
}

// ofElement reports whether e is part of the element that the range statement
// with the given body yields: x.flag, x.state.flag, or xs[i].flag. Behind a
// pointer is something that elements may share.
func (c *Checker) ofElement(e ast.Expr, body *ast.BlockStmt) bool {
	r, ok := c.Parent(body).(*ast.RangeStmt)
	if !ok {
		return false
	}
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			obj := c.Object(x)
			return obj != nil && r.Value != nil && obj == c.Object(r.Value)
		case *ast.IndexExpr:
			if r.Key != nil && c.refersTo(x.Index, c.Object(r.Key)) {
				return true
			}
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
			_, field := ast.Unparen(e).(*ast.SelectorExpr)
			if _, pointer := c.typeOf(e).(*types.Pointer); field && pointer {
				return false
			}
		default:
			return false
		}
	}
}

// skipsBusy reports whether the loop, which waits for a timer, leaves its round
// while an atomic flag is up that the goroutine raises before all else: between
// two ticks it has time to.
func (c *Checker) skipsBusy(l *Loop, s Spawn) bool {
	f := c.Target(s.Call.Fun).Frame
	if !l.timed(c) || f == nil || len(f.Body.List) == 0 {
		return false
	}
	flag := c.Object(c.raised(f.Body.List[0]))
	if flag == nil || within(identOf(flag), l.Node) {
		return false
	}
	found := false
	ast.Inspect(l.Body, func(n ast.Node) bool {
		cond, ok := n.(*ast.IfStmt)
		found = found || ok && cond.End() <= s.Node.Pos() && c.leavesBlock(cond.Body) && c.names(cond.Cond, flag) && !c.apart(cond, s.Node)
		return !found
	})
	return found
}

// singleFlight reports whether the goroutine ends at once if another of the
// loop's runs: it starts by claiming something that all of them share.
func (c *Checker) singleFlight(l *Loop, s Spawn) bool {
	f := c.Target(s.Call.Fun).Frame
	if s.Left != nil || f == nil {
		return false
	}
	for _, stmt := range f.Body.List {
		cond, ok := stmt.(*ast.IfStmt)
		if !ok || !c.leavesBlock(cond.Body) {
			return false
		}
		if claimed := c.claimed(cond.Cond); claimed != nil {
			return c.shared(claimed, f, l, s)
		}
	}
	return false
}

// claimed returns what the condition fails to claim: x of !x.TryLock() and of
// !atomic.CompareAndSwapInt32(&x, 0, 1).
func (c *Checker) claimed(cond ast.Expr) ast.Expr {
	not, ok := ast.Unparen(cond).(*ast.UnaryExpr)
	if !ok || not.Op != token.NOT {
		return nil
	}
	call, ok := ast.Unparen(not.X).(*ast.CallExpr)
	if !ok || !c.takes(call) {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok && c.info.Selections[sel] != nil {
		return sel.X
	}
	if len(call.Args) == 0 {
		return nil
	}
	if addr, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr); ok && addr.Op == token.AND {
		return addr.X
	}
	return call.Args[0]
}

// shared reports whether e, which the function f of the goroutine names, is the
// same thing in all rounds of the loop.
func (c *Checker) shared(e ast.Expr, f *Frame, l *Loop, s Spawn) bool {
	root := c.root(e)
	if root == nil || !within(identOf(root), f.Node) {
		return root != nil && !within(identOf(root), l.Node)
	}
	sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr)
	return ok && root == types.Object(f.Sig.Recv()) && !c.dependsOn(sel.X, l.Node)
}

// root returns the variable that the path e starts at, or nil.
func (c *Checker) root(e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return c.Object(x)
		case *ast.SelectorExpr:
			if c.info.Selections[x] == nil { // pkg.Var
				return c.Object(x)
			}
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}
