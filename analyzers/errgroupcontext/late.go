package errgroupcontext

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/cfg"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/shape"
)

// late reports the uses of the group's context after its Wait has returned.
func (c *checker) late(g *group) {
	if !g.derived.valid() || g.derived.rest != "" {
		return
	}
	set := c.descendants(g)
	for cur := range c.decl.Preorder((*ast.CallExpr)(nil)) {
		wait := cur.Node().(*ast.CallExpr)
		if len(wait.Args) > 0 || c.groupOf(wait, "Wait") != g {
			continue
		}
		for _, n := range c.after(cur, g) {
			at, ok := c.decl.FindNode(n)
			if !ok {
				continue
			}
			for _, u := range c.uses(at, set) {
				if !u.waits {
					c.reportLate(g, u, wait)
				}
			}
		}
	}
}

// after returns the nodes that are executed after the Wait at cur, by the same
// function, as long as the context is the group's.
func (c *checker) after(cur inspector.Cursor, g *group) []ast.Node {
	for at := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.DeferStmt)(nil), (*ast.GoStmt)(nil)) {
		if _, ok := at.Node().(*ast.FuncLit); !ok {
			return nil // executed at another time
		}
		break
	}
	flow := cfg.New(shape.Body(shape.FuncAround(cur)), c.mayReturn)
	var all []ast.Node
	seen := map[*cfg.Block]bool{}
	var visit func(b *cfg.Block, start int)
	visit = func(b *cfg.Block, start int) {
		for _, n := range b.Nodes[start:] {
			if c.replaces(n, g) {
				return
			}
			all = append(all, n)
		}
		for _, next := range b.Succs {
			if !seen[next] {
				seen[next] = true
				visit(next, 0)
			}
		}
	}
	for _, b := range flow.Blocks {
		for i, n := range b.Nodes {
			if n.Pos() <= cur.Node().Pos() && cur.Node().End() <= n.End() {
				visit(b, i+1)
				return all
			}
		}
	}
	return nil
}

// replaces reports whether the node assigns the variable of the group's context.
func (c *checker) replaces(n ast.Node, g *group) bool {
	a, ok := n.(*ast.AssignStmt)
	if !ok {
		return false
	}
	for _, l := range a.Lhs {
		if c.pathOf(l) == g.derived {
			return true
		}
	}
	return false
}

// mayReturn is false for calls that end the process.
func (c *checker) mayReturn(call *ast.CallExpr) bool {
	switch fn := typeutil.Callee(c.TypesInfo, call).(type) {
	case *types.Builtin:
		return fn.Name() != "panic"
	case *types.Func:
		name := fn.FullName()
		return name != "os.Exit" && name != "log.Fatal" && name != "log.Fatalf" && name != "log.Fatalln"
	}
	return true
}

func (c *checker) reportLate(g *group, u use, wait *ast.CallExpr) {
	remedy := "the context that the group's was made from"
	if p := g.parent; p.valid() && p != g.derived {
		remedy = fmt.Sprintf("%q", p.name())
	}
	c.report(u, c.fixLate(g, u, wait), fmt.Sprintf("%q is cancelled once %q has returned at line %d: %s fails with context canceled; use %s",
		types.ExprString(u.expr), types.ExprString(wait.Fun), c.line(wait), c.what(u), remedy),
		analysis.RelatedInformation{Pos: wait.Pos(), End: wait.End(), Message: "cancelled when this returns"})
}
