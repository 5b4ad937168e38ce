package sleepsync

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// polls reports whether the sleep at cur is the pause between looks at state
// that another goroutine changes, and names that state. It takes more than a
// loop that happens to end on such state: a loop that does work each time is
// periodic, and its sleep paces the work.
func (c *checker) polls(cur inspector.Cursor) (string, bool) {
	loop, ok := loopAround(cur)
	if !ok {
		name := c.jumpsBack(cur)
		return name, name != ""
	}
	p := &poll{checker: c, loop: loop.Node(), fn: functionAround(loop)}
	if name := p.guard(cur); name != "" {
		return name, true
	}
	if name := p.selected(cur); name != "" {
		return name, true
	}
	body := shape.LoopBody(p.loop)
	if !p.onlyWaits(body.List) || p.settles(body) {
		return "", false
	}
	if f, ok := p.loop.(*ast.ForStmt); ok && f.Cond != nil {
		if name := p.looksAt(f.Cond); name != "" {
			return name, true
		}
	}
	for _, e := range exits(body) {
		for _, cond := range e.conds {
			if name := p.looksAt(cond); name != "" {
				return name, true
			}
		}
	}
	return "", false
}

// poll is a loop that may poll.
type poll struct {
	*checker
	loop ast.Node
	fn   ast.Node // the function around it
}

func functionAround(cur inspector.Cursor) ast.Node {
	return cmp.Or(shape.FuncAround(cur), cur.Node())
}

// looksAt names the shared state that cond depends on, also through variables
// that the loop assigns.
func (p *poll) looksAt(cond ast.Expr) string {
	if name := p.reads(cond); name != "" {
		return name
	}
	for _, obj := range mentioned(p.TypesInfo, cond) {
		name := ""
		ast.Inspect(p.loop, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok || name != "" {
				return name == ""
			}
			for i, l := range as.Lhs {
				if id, ok := l.(*ast.Ident); ok && p.TypesInfo.ObjectOf(id) == obj {
					name = p.reads(as.Rhs[min(i, len(as.Rhs)-1)])
				}
			}
			return true
		})
		if name != "" {
			return name
		}
	}
	return ""
}

// reads names the shared state in e, unless the loop itself gave e its value.
func (p *poll) reads(e ast.Expr) string {
	name := p.state.reads(e, p.fn)
	if name == "" {
		return ""
	}
	for _, obj := range mentioned(p.TypesInfo, e) {
		if p.answers(obj) {
			return ""
		}
	}
	return name
}

// answers reports whether the loop gives obj its value by a call that does
// more than look: it asks somebody outside.
func (p *poll) answers(obj types.Object) bool {
	found := false
	ast.Inspect(p.loop, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok {
			return !found
		}
		for i, l := range as.Lhs {
			if id, ok := l.(*ast.Ident); ok && p.TypesInfo.ObjectOf(id) == obj {
				found = found || !p.state.isQuiet(as.Rhs[min(i, len(as.Rhs)-1)], p.fn)
			}
		}
		return !found
	})
	return found
}

// onlyWaits reports whether statements do nothing but look and sleep, apart
// from what they do as they leave the loop.
func (p *poll) onlyWaits(stmts []ast.Stmt) bool {
	for _, s := range stmts {
		if !p.waitsOnly(s) {
			return false
		}
	}
	return true
}

func (p *poll) waitsOnly(s ast.Stmt) bool {
	switch n := s.(type) {
	case *ast.BlockStmt:
		return p.onlyWaits(n.List)
	case *ast.IfStmt:
		if n.Init != nil && !p.waitsOnly(n.Init) || !p.state.isQuiet(n.Cond, p.fn) {
			return false
		}
		if !endsOutside(n.Body.List) && !p.onlyWaits(n.Body.List) {
			return false
		}
		return n.Else == nil || p.waitsOnly(n.Else)
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && p.sleeps.is(call) {
			return true
		}
	case *ast.SelectStmt:
		// A look at a channel that ends the loop.
		for _, cl := range n.Body.List {
			cl := cl.(*ast.CommClause)
			if blocking(n) || cl.Comm == nil && !p.onlyWaits(cl.Body) || cl.Comm != nil && !endsOutside(cl.Body) {
				return false
			}
		}
		return true
	case *ast.ReturnStmt:
		return true
	}
	return p.state.isQuiet(s, p.fn)
}

// endsOutside reports whether stmts end by leaving the loop.
func endsOutside(stmts []ast.Stmt) bool {
	if len(stmts) == 0 {
		return false
	}
	switch s := stmts[len(stmts)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.GOTO
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && leaves(call)
	}
	return false
}

// guard names the shared state on which the branch with the sleep depends, if
// that branch does nothing but wait for it to change and look again.
func (p *poll) guard(cur inspector.Cursor) string {
	for at := cur; at.Node() != p.loop; at = at.Parent() {
		n, ok := at.Parent().Node().(*ast.IfStmt)
		if !ok || n.Body != at.Node() {
			continue
		}
		list := n.Body.List
		last, again := list[len(list)-1].(*ast.BranchStmt)
		again = again && last.Tok == token.CONTINUE
		if again {
			list = list[:len(list)-1]
		} else if _, follows := at.Parent().NextSibling(); follows && n.Else == nil {
			return ""
		}
		if !p.onlyWaits(list) {
			return ""
		}
		return p.looksAt(n.Cond)
	}
	return ""
}

// selected names the channel that a select with a default looks at, if the loop
// consists of it and the default only sleeps.
func (p *poll) selected(cur inspector.Cursor) string {
	body := shape.LoopBody(p.loop)
	clause, ok := cur.Parent().Parent().Node().(*ast.CommClause)
	if !ok || clause.Comm != nil || len(body.List) != 1 {
		return ""
	}
	sel, ok := body.List[0].(*ast.SelectStmt)
	if !ok || !contains(sel, clause.Pos()) || !p.onlyWaits(clause.Body) {
		return ""
	}
	for _, cl := range sel.Body.List {
		cl := cl.(*ast.CommClause)
		if ch := shape.Received(cl.Comm); ch != nil && !isDone(p.TypesInfo, ch) && !isTimer(p.TypesInfo, ch) {
			return types.ExprString(ch)
		}
	}
	return ""
}
