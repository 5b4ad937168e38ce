package errgroupcontext

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/shape"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:     "errgroupcontext",
	Doc:      rule.MustExtractDoc(doc, "errgroupcontext"),
	Collect:  collect,
	Requires: []*analysis.Analyzer{inspect.Analyzer},
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

func collect(p *rule.Pass) error {
	if !importsErrgroup(p.Pkg) {
		return nil
	}
	in := p.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for cur := range in.Root().Preorder((*ast.FuncDecl)(nil)) {
		decl := cur.Node().(*ast.FuncDecl)
		if decl.Body == nil || linted.Test(p.Fset, decl.Pos()) {
			continue
		}
		c := &checker{Pass: p, decl: cur, reported: map[token.Pos]bool{}}
		if !c.findGroups() {
			continue
		}
		c.findDefinitions()
		for _, g := range c.groups {
			c.work(g)
			c.late(g)
		}
	}
	return nil
}

func importsErrgroup(pkg *types.Package) bool {
	for _, imp := range pkg.Imports() {
		if imp.Name() == "errgroup" {
			return true
		}
	}
	return pkg.Name() == "errgroup"
}

// A checker looks at one declared function.
type checker struct {
	*rule.Pass
	decl     inspector.Cursor
	groups   []*group
	defs     []definition
	reported map[token.Pos]bool
}

// A group is one call of errgroup.WithContext.
type group struct {
	call    *ast.CallExpr
	place   path // of the group itself
	derived path // of its context; not valid if that is thrown away
	parent  path // of the context it is made from
}

// findGroups finds the groups that the function makes.
func (c *checker) findGroups() bool {
	add := func(lhs []ast.Expr, rhs ast.Expr) {
		call, ok := ast.Unparen(rhs).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || len(lhs) != 2 || !makesGroup(c.TypesInfo, call) {
			return
		}
		g := &group{call: call, place: c.pathOf(lhs[0]), derived: c.pathOf(lhs[1]), parent: c.pathOf(call.Args[0])}
		if g.place.valid() {
			c.groups = append(c.groups, g)
		}
	}
	for cur := range c.decl.Preorder((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			if len(n.Rhs) == 1 {
				add(n.Lhs, n.Rhs[0])
			}
		case *ast.ValueSpec:
			if len(n.Values) == 1 {
				var lhs []ast.Expr
				for _, id := range n.Names {
					lhs = append(lhs, id)
				}
				add(lhs, n.Values[0])
			}
		}
	}
	return len(c.groups) > 0
}

// makesGroup recognises errgroup.WithContext, also that of a copy of errgroup:
// it returns something with Go and Wait, and a context.
func makesGroup(info *types.Info, call *ast.CallExpr) bool {
	fn := typeutil.StaticCallee(info, call)
	if fn == nil || fn.Name() != "WithContext" || fn.Pkg() == nil || fn.Pkg().Name() != "errgroup" || fn.Signature().Recv() != nil {
		return false
	}
	res := fn.Signature().Results()
	return res.Len() == 2 && shape.HasMethod(res.At(0).Type(), "Go") && shape.HasMethod(res.At(0).Type(), "Wait") && shape.IsContext(res.At(1).Type())
}

// groupOf returns the group whose method call is, or nil: the one that was made
// last before, where the variable holds several in turn.
func (c *checker) groupOf(call *ast.CallExpr, methods ...string) *group {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	named := false
	for _, m := range methods {
		named = named || sel.Sel.Name == m
	}
	place := c.pathOf(sel.X)
	if !named || !place.valid() {
		return nil
	}
	var found *group
	for _, g := range c.groups {
		if g.place == place && (found == nil || g.call.Pos() < call.Pos()) {
			found = g
		}
	}
	return found
}

// report reports the use u of the wrong context.
func (c *checker) report(u use, fixes []analysis.SuggestedFix, message string, related analysis.RelatedInformation) {
	if c.reported[u.expr.Pos()] {
		return
	}
	c.reported[u.expr.Pos()] = true
	c.Report(analysis.Diagnostic{
		Pos: u.expr.Pos(), End: u.expr.End(), Message: message, Related: []analysis.RelatedInformation{related}, SuggestedFixes: fixes,
	})
}

// what names what the context is used for.
func (c *checker) what(u use) string {
	if u.call == nil {
		return "what waits for it"
	}
	return fmt.Sprintf("%q", types.ExprString(u.call.Fun))
}

func (c *checker) line(n ast.Node) int { return c.Fset.Position(n.Pos()).Line }
