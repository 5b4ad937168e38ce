package handlergo

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

// exclusive is the fact that a function leaves at once where another goroutine is
// at the same work: it asks for a mark, and sets it, before it begins.
type exclusive struct {
	Answers bool // true, where there is none
}

// AFact marks exclusive as a fact.
func (*exclusive) AFact() {}

func (e *exclusive) String() string {
	if e.Answers {
		return "answers true where no other goroutine is at it"
	}
	return "leaves where another goroutine is at it"
}

// excludes reports whether the first thing in the goroutine of s that takes time
// is a function that leaves where another goroutine is at it.
func (c *checker) excludes(s spawns.Spawn) bool {
	for _, e := range s.Run {
		t := c.Target(e)
		if c.isExclusive(t, false) {
			return true
		}
		if t.Frame == nil {
			continue
		}
		if call := c.firstSlow(t.Frame.Body); call != nil && c.isExclusive(c.Target(call.Fun), false) {
			return true
		}
	}
	return false
}

// isExclusive reports whether the target is exclusive; answers, whether it has to
// tell so by a true.
func (c *checker) isExclusive(t spawns.Target, answers bool) bool {
	switch {
	case t.Frame != nil:
		return c.marksItsWork(t.Frame.Body) && (!answers || c.answersTrue(t.Frame.Body))
	case t.Fn == nil:
		return false
	}
	e := new(exclusive)
	return c.ImportObjectFact(t.Fn, e) && (!answers || e.Answers)
}

// firstSlow returns the first call in n that may take time; nil if there is none.
func (c *checker) firstSlow(n ast.Node) *ast.CallExpr {
	var first *ast.CallExpr
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && first == nil && !c.light(call, 0) {
			first = call
		}
		return first == nil
	})
	return first
}

// marksItsWork reports whether a function with the given body first asks, under a
// lock, for a mark that makes it leave, and sets it.
func (c *checker) marksItsWork(body *ast.BlockStmt) bool {
	asked := map[types.Object]bool{}
	locked := false
	for _, s := range body.List {
		if check, ok := s.(*ast.IfStmt); ok && returns(check.Body) {
			if c.swaps(check.Cond) {
				return true
			}
			if locked {
				c.asksFor(check, asked)
			}
			continue
		}
		method := c.calledMethod(s)
		if method == "Unlock" || c.firstSlow(s) != nil {
			return false
		}
		locked = locked || method == "Lock"
		if asked[c.marked(s)] || asked[c.flagged(s)] || asked[c.appended(s)] {
			return true
		}
		if list := c.searched(s); list != nil && locked {
			asked[list] = true
		}
	}
	return false
}

// returns reports whether a block ends with a return statement.
func returns(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	_, ok := b.List[len(b.List)-1].(*ast.ReturnStmt)
	return ok
}

// swaps reports whether cond holds where a flag was set, or a lock held, before.
func (c *checker) swaps(cond ast.Expr) bool {
	not, ok := ast.Unparen(cond).(*ast.UnaryExpr)
	if !ok || not.Op != token.NOT {
		return false
	}
	call, ok := ast.Unparen(not.X).(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := c.Target(call.Fun).Fn
	return fn != nil && (strings.HasPrefix(fn.Name(), "CompareAndSwap") || fn.Name() == "TryLock")
}

// asksFor adds the maps, slices and flags that the condition looks at.
func (c *checker) asksFor(check *ast.IfStmt, asked map[types.Object]bool) {
	look := func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		c.lookedUp(e, asked)
		asked[c.searched(e)] = true
		if t := c.info.TypeOf(e); t != nil && types.Identical(t, types.Typ[types.Bool]) {
			asked[c.Object(e)] = true
		}
		return true
	}
	if check.Init != nil {
		ast.Inspect(check.Init, look)
	}
	ast.Inspect(check.Cond, look)
	delete(asked, nil)
}

// calledMethod returns the name of the function that s calls and does nothing else.
func (c *checker) calledMethod(s ast.Stmt) string {
	x, ok := s.(*ast.ExprStmt)
	if !ok {
		return ""
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return ""
	}
	if fn := c.Target(call.Fun).Fn; fn != nil {
		return fn.Name()
	}
	return ""
}

// flagged returns the variable or field that s sets to true.
func (c *checker) flagged(s ast.Stmt) types.Object {
	a, ok := s.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return nil
	}
	if !shape.IsTrue(c.info, a.Rhs[0]) {
		return nil
	}
	return c.Object(a.Lhs[0])
}
