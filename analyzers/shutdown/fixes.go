package shutdown

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/edit"
	"github.com/concurrencylint/concurrencylint/internal/servers"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// graceName is the context that fixes declare.
const graceName = "shutdownCtx"

// fixContext gives d a context with a deadline. Woke is what tells that the one it
// has has ended; nil if it never ends.
func (c *checker) fixContext(d down, woke ast.Node) []analysis.SuggestedFix {
	file := edit.New(c.Pass.Pass, d.call.Pos())
	if file == nil {
		return nil
	}
	if woke != nil {
		if fix := c.otherParent(file, d, woke); fix != nil {
			return fix
		}
		if !c.usedBesides(d.ctx) {
			return nil
		}
	}
	stmt, ok := edit.Statement(d.cur)
	if !ok || !c.endsWithFunction(stmt) || !c.firstOf(d) {
		return nil
	}
	if v := c.lookup(d, graceName); v != nil {
		return c.reuse(d, v)
	}
	return c.declare(file, d, woke, stmt)
}

// otherParent detaches the context of d from the one that has ended, if it is made
// from that, with a deadline, after the end.
func (c *checker) otherParent(file *edit.File, d down, woke ast.Node) []analysis.SuggestedFix {
	id, ok := ast.Unparen(d.ctx).(*ast.Ident)
	if !ok || c.info.Uses[id] == nil {
		return nil
	}
	defs := c.definitions(c.info.Uses[id], outermost(d.cur))
	if len(defs) != 1 || defs[0].at.Pos() < woke.End() {
		return nil
	}
	parent, made, ok := c.derivation(defs[0].value)
	if !ok || !made.ends || !c.usedBesides(parent) {
		return nil
	}
	if call, ok := defs[0].value.(*ast.CallExpr); !ok || servers.FuncOf(c.info, call).Pkg != "context" {
		return nil
	}
	name, edits, ok := file.Import("context", parent.Pos())
	if !ok {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "Derive the context from context.Background()",
		TextEdits: append(edits, edit.Replace(parent, name+".Background()")),
	}}
}

// usedBesides reports whether the variable e, if it is one, is used elsewhere, so
// that this use can go.
func (c *checker) usedBesides(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return true
	}
	v := c.info.Uses[id]
	for use, obj := range c.info.Uses {
		if obj == v && use != id && !c.assigns(use) {
			return true
		}
	}
	return false
}

// assigns reports whether id stands on the left of an assignment.
func (c *checker) assigns(id *ast.Ident) bool {
	cur, ok := c.root.FindNode(id)
	return ok && cur.ParentEdgeKind() == edge.AssignStmt_Lhs
}

// endsWithFunction reports whether what stmt does is done when the function around
// it returns, and it runs once: then a defer there comes in time.
func (c *checker) endsWithFunction(stmt inspector.Cursor) bool {
	if _, ok := stmt.Node().(*ast.GoStmt); ok {
		return false
	}
	for at := range stmt.Enclosing() {
		switch at.Node().(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return false
		case *ast.FuncLit, *ast.FuncDecl:
			return true
		}
	}
	return false
}

// firstOf reports whether d is the first call in its declaration that needs another
// context: those behind it can share that, once it is there.
func (c *checker) firstOf(d down) bool {
	return !slices.ContainsFunc(c.downs, func(other down) bool {
		decl := outermost(d.cur)
		return other.call.Pos() < d.call.Pos() && other.ctx != nil && outermost(other.cur) == decl &&
			(c.ended(other.ctx, other.cur, decl, 0) != nil || c.endless(other.ctx, other.cur, decl, 0))
	})
}

// lookup returns the local variable of that name at d, or nil.
func (c *checker) lookup(d down, name string) *types.Var {
	scope := c.Pkg.Scope().Innermost(d.call.Pos())
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, d.call.Pos())
	v, ok := obj.(*types.Var)
	if !ok || v.Parent() == c.Pkg.Scope() || !shape.IsContext(v.Type()) {
		return nil
	}
	return v
}

// reuse hands d the context v, if that has a deadline.
func (c *checker) reuse(d down, v *types.Var) []analysis.SuggestedFix {
	defs := c.definitions(v, outermost(d.cur))
	limited := len(defs) > 0 && !slices.ContainsFunc(defs, func(def definition) bool {
		_, made, ok := c.derivation(def.value)
		return !ok || !made.ends
	})
	if id, ok := ast.Unparen(d.ctx).(*ast.Ident); !limited || ok && c.info.Uses[id] == v {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "Use the context with a deadline",
		TextEdits: []analysis.TextEdit{edit.Replace(d.ctx, v.Name())},
	}}
}

// declare makes a context with a deadline in front of the statement of d: from the
// one at hand, unless that has ended.
func (c *checker) declare(file *edit.File, d down, woke ast.Node, stmt inspector.Cursor) []analysis.SuggestedFix {
	pos := stmt.Node().Pos()
	cancel := file.FirstFree(pos, "cancel", "cancelShutdown")
	context, edits, ok1 := file.Import("context", pos)
	time, more, ok2 := file.Import("time", pos)
	if !ok1 || !ok2 || cancel == "" || !file.Free(graceName, pos) || file.HasComment(d.ctx.Pos(), d.ctx.End()) {
		return nil
	}
	parent := context + ".Background()"
	if woke == nil {
		parent = file.Text(d.ctx)
	}
	edits = append(edits, more...)
	return []analysis.SuggestedFix{{
		Message: "Shut down with a deadline of its own",
		TextEdits: append(edits, edit.Replace(d.ctx, graceName), file.Before(stmt.Node(),
			graceName+", "+cancel+" := "+context+".WithTimeout("+parent+", 10*"+time+".Second)", "defer "+cancel+"()")),
	}}
}
