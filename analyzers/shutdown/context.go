package shutdown

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// checkContext reports a context that has ended when d is called, or never ends.
func (c *checker) checkContext(d down) {
	if d.ctx == nil {
		return
	}
	decl := outermost(d.cur)
	if decl == nil {
		return
	}
	what := "Shutdown"
	if !d.direct {
		what = servers.FuncOf(c.info, d.call).Name
	}
	if woke := c.ended(d.ctx, d.cur, decl, 0); woke != nil {
		c.reportContext(d, woke, fmt.Sprintf("%q has ended when %s is called with it, at line %d at the latest: no request is waited for; "+
			"use a context of its own, context.WithTimeout(context.Background(), ...)", text(d.ctx), what, c.Fset.Position(woke.Pos()).Line),
			related(woke, "the context has ended after this"))
		return
	}
	if c.limited(d) {
		return
	}
	var from []analysis.RelatedInformation
	if c.lasts(d) {
		from = c.handed(d.ctx, decl, 0)
	}
	if from != nil || c.endless(d.ctx, d.cur, decl, 0) {
		c.reportContext(d, nil, fmt.Sprintf("%s waits as long as the slowest client likes: %q has no deadline; "+
			"use context.WithTimeout, and Close the server when it is over", what, text(d.ctx)), from...)
	}
}

// reportContext reports the context of d, which has ended once woke is done, or
// never does.
func (c *checker) reportContext(d down, woke ast.Node, message string, related ...analysis.RelatedInformation) {
	c.diagnose(analysis.Diagnostic{
		Pos: d.call.Pos(), End: d.call.End(), Message: message, Related: related, SuggestedFixes: c.fixContext(d, woke),
	})
}

// text is a short text of a context expression for messages.
func text(e ast.Expr) string { return types.ExprString(e) }

// limited reports whether something else than the context of d limits how long
// it takes: the function also closes a server, or sets a timer.
func (c *checker) limited(d down) bool {
	decl := outermost(d.cur)
	if decl == nil {
		return true
	}
	found := false
	ast.Inspect(decl, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		switch f := servers.FuncOf(c.info, call); {
		case f.Pkg == "time" && (f.Name == "AfterFunc" || f.Name == "After" || f.Name == "NewTimer"):
			found = true
		default:
			_, found = servers.Closes(c.info, call)
		}
		return !found
	})
	return found
}

// definitions returns what is assigned to v in decl, with the assignments.
func (c *checker) definitions(v types.Object, decl *ast.FuncDecl) []definition {
	var defs []definition
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, ok := ast.Unparen(l).(*ast.Ident); ok && c.info.ObjectOf(id) == v {
					defs = append(defs, definition{n, value(n.Rhs, len(n.Lhs), i), cancelOf(n.Lhs, i)})
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if c.info.Defs[id] == v && len(n.Values) > 0 {
					defs = append(defs, definition{n, value(n.Values, len(n.Names), i), nil})
				}
			}
		}
		return true
	})
	return defs
}

// A definition is an assignment to a variable, the value, and the variable for
// the cancel function that it defines as well, if any.
type definition struct {
	at     ast.Node
	value  ast.Expr
	cancel *ast.Ident
}

func value(rhs []ast.Expr, n, i int) ast.Expr {
	if len(rhs) == n {
		return ast.Unparen(rhs[i])
	}
	return ast.Unparen(rhs[0])
}

func cancelOf(lhs []ast.Expr, i int) *ast.Ident {
	if i == 0 && len(lhs) == 2 {
		id, _ := lhs[1].(*ast.Ident)
		return id
	}
	return nil
}

// A derivation says what a context made from another one has.
type derivation struct{ ends, inherits bool }

var derivations = map[string]derivation{
	"context.WithTimeout":                    {true, true},
	"context.WithTimeoutCause":               {true, true},
	"context.WithDeadline":                   {true, true},
	"context.WithDeadlineCause":              {true, true},
	"context.WithCancel":                     {false, true},
	"context.WithCancelCause":                {false, true},
	"context.WithValue":                      {false, true},
	"context.WithoutCancel":                  {false, false},
	"golang.org/x/sync/errgroup.WithContext": {true, true},
	"os/signal.NotifyContext":                {true, true},
}

func (c *checker) derivation(e ast.Expr) (parent ast.Expr, d derivation, ok bool) {
	call, isCall := e.(*ast.CallExpr)
	if !isCall {
		return nil, d, false
	}
	f := servers.FuncOf(c.info, call)
	d, ok = derivations[f.Pkg+"."+f.Name]
	for _, a := range call.Args {
		if t := c.info.TypeOf(a); t != nil && shape.IsContext(t) {
			return a, d, ok
		}
	}
	return nil, d, false
}

// endless reports whether the context e never ends: it is the background, or was
// made from it without a deadline, and nobody but a defer cancels it.
func (c *checker) endless(e ast.Expr, at inspector.Cursor, decl *ast.FuncDecl, depth int) bool {
	if depth > 5 {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if f := servers.FuncOf(c.info, e); f.Pkg == "context" && (f.Name == "Background" || f.Name == "TODO") {
			return true
		}
		parent, d, ok := c.derivation(e)
		return ok && !d.ends && (!d.inherits || c.endless(parent, at, decl, depth+1))
	case *ast.Ident:
		v, ok := c.info.Uses[e].(*types.Var)
		if !ok {
			return false
		}
		defs := c.definitions(v, decl)
		return len(defs) > 0 && !slices.ContainsFunc(defs, func(d definition) bool {
			return d.cancel != nil && c.cancelled(d.cancel, decl) || !c.endless(d.value, at, decl, depth+1)
		})
	}
	return false
}

// cancelled reports whether the cancel function is used otherwise than in a defer.
func (c *checker) cancelled(cancel *ast.Ident, decl *ast.FuncDecl) bool {
	v := c.info.ObjectOf(cancel)
	if v == nil {
		return false
	}
	deferred := map[*ast.Ident]bool{}
	used := false
	ast.Inspect(decl, func(n ast.Node) bool {
		if d, ok := n.(*ast.DeferStmt); ok {
			if id, ok := d.Call.Fun.(*ast.Ident); ok {
				deferred[id] = true
			}
		}
		if id, ok := n.(*ast.Ident); ok && c.info.Uses[id] == v && !deferred[id] {
			used = true
		}
		return true
	})
	return used
}

// ended returns what tells that the context e has ended when control is at the
// call at: a receive from its Done channel, say; nil if nothing does.
func (c *checker) ended(e ast.Expr, at inspector.Cursor, decl *ast.FuncDecl, depth int) ast.Node {
	if depth > 5 {
		return nil
	}
	e = ast.Unparen(e)
	if parent, d, ok := c.derivation(e); ok {
		if d.inherits {
			return c.ended(parent, at, decl, depth+1)
		}
		return nil
	}
	last := definition{}
	if id, ok := e.(*ast.Ident); ok {
		v := c.info.Uses[id]
		if v == nil {
			return nil
		}
		for _, d := range c.definitions(v, decl) {
			if d.at.Pos() < at.Node().Pos() {
				last = d
			}
		}
	}
	if woke := c.awaited(e, last, at); woke != nil && (last.at == nil || last.at.Pos() < woke.Pos()) {
		return woke
	}
	if last.value != nil && last.value != e && !sameExpr(c.info, last.value, e) {
		return c.ended(last.value, at, decl, depth+1)
	}
	return nil
}

// awaited looks, outwards from the call at, for what tells that the context e
// has ended.
func (c *checker) awaited(e ast.Expr, def definition, at inspector.Cursor) ast.Node {
	inner := at
	for cur := range at.Enclosing() {
		switch n := cur.Node().(type) {
		case *ast.CommClause:
			if n.Comm != nil && inner.Node() != n.Comm && c.receives(n.Comm, e) {
				return n.Comm
			}
			if woke := c.before(n.Body, inner, e, def); woke != nil {
				return woke
			}
		case *ast.CaseClause:
			if woke := c.before(n.Body, inner, e, def); woke != nil {
				return woke
			}
		case *ast.BlockStmt:
			if woke := c.before(n.List, inner, e, def); woke != nil {
				return woke
			}
		case *ast.CallExpr:
			if f := servers.FuncOf(c.info, n); f.Pkg == "context" && f.Name == "AfterFunc" && inner.Node() != n.Fun && sameExpr(c.info, n.Args[0], e) {
				return n
			}
		case *ast.DeferStmt:
			return nil // runs later than what stands before it tells
		}
		inner = cur
	}
	return nil
}

// before looks in the statements before the one with inner.
func (c *checker) before(list []ast.Stmt, inner inspector.Cursor, e ast.Expr, def definition) ast.Node {
	i := slices.IndexFunc(list, func(s ast.Stmt) bool { return s.Pos() <= inner.Node().Pos() && inner.Node().End() <= s.End() })
	return c.tells(list[:max(i, 0)], e, def)
}

// tells returns the last of the statements that tells, once it has run, that the
// context e has ended; nil if none does.
func (c *checker) tells(list []ast.Stmt, e ast.Expr, def definition) ast.Node {
	for _, s := range slices.Backward(list) {
		if sel, ok := s.(*ast.SelectStmt); ok {
			if woke := c.eachTells(sel, e, def); woke != nil {
				return woke
			}
		}
		if c.receives(s, e) || c.cancels(s, def) {
			return s
		}
	}
	return nil
}

// eachTells returns what tells, in the last case of the select, that the context
// e has ended, if each case that goes on has something that does.
func (c *checker) eachTells(sel *ast.SelectStmt, e ast.Expr, def definition) ast.Node {
	var last ast.Node
	for _, s := range sel.Body.List {
		clause, ok := s.(*ast.CommClause)
		if !ok || c.leaves(clause.Body) {
			continue
		}
		woke := c.tells(clause.Body, e, def)
		if woke == nil && clause.Comm != nil && c.receives(clause.Comm, e) {
			woke = clause.Comm
		}
		if woke == nil {
			return nil
		}
		last = woke
	}
	return last
}

// leaves reports whether what follows the block of the statements does not run
// after them.
func (c *checker) leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok != token.BREAK || s.Label != nil
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && c.exitChain(call) != nil
	}
	return false
}

// cancels reports whether s calls the cancel function of the definition.
func (c *checker) cancels(s ast.Stmt, def definition) bool {
	x, ok := s.(*ast.ExprStmt)
	if !ok || def.cancel == nil {
		return false
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && c.info.Uses[id] != nil && c.info.Uses[id] == c.info.ObjectOf(def.cancel)
}

// receives reports whether s is a receive from the Done channel of e.
func (c *checker) receives(s ast.Stmt, e ast.Expr) bool {
	call, ok := unparen(shape.Received(s)).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Done" && sameExpr(c.info, sel.X, e)
}

// sameExpr reports whether two expressions without side effects are the same:
// variables, fields, and calls without arguments.
func sameExpr(info *types.Info, a, b ast.Expr) bool {
	a, b = ast.Unparen(a), ast.Unparen(b)
	switch a := a.(type) {
	case *ast.Ident:
		b, ok := b.(*ast.Ident)
		return ok && info.ObjectOf(a) != nil && info.ObjectOf(a) == info.ObjectOf(b)
	case *ast.SelectorExpr:
		b, ok := b.(*ast.SelectorExpr)
		return ok && info.ObjectOf(a.Sel) != nil && info.ObjectOf(a.Sel) == info.ObjectOf(b.Sel) && sameExpr(info, a.X, b.X)
	case *ast.CallExpr:
		b, ok := b.(*ast.CallExpr)
		return ok && len(a.Args) == 0 && len(b.Args) == 0 && sameExpr(info, a.Fun, b.Fun)
	}
	return false
}
