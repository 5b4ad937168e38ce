package sleepsync

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the rule sleepsync.
var Rule = rule.New(&rule.Rule{
	Name:      "sleepsync",
	Doc:       rule.MustExtractDoc(doc, "sleepsync"),
	Collect:   collect,
	NewFact:   func() rule.Fact { return new(conditional) },
	FactTypes: []analysis.Fact{new(quiet)},
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	Holds:     true,
	Tests:     true,
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

type conditional struct{ rule.Conditional }

// checker looks at one package.
type checker struct {
	*rule.Pass
	root    inspector.Cursor
	sleeps  *sleeps
	state   *state
	bubbles *bubbles
	demo    bool // it belongs to a demonstration or a load generator
}

func collect(p *rule.Pass) error {
	c := &checker{Pass: p, root: p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root()}
	c.demo = linted.Demo(p.Pass)
	c.state = newState(p, c.root)
	c.state.exportFacts()
	c.sleeps = findSleeps(p.TypesInfo, c.root)
	if len(c.sleeps.calls) == 0 {
		return nil
	}
	c.bubbles = findBubbles(p.Pkg, p.TypesInfo, c.root)
	started := c.afterStart()
	for _, cur := range c.sleeps.calls {
		c.check(cur, started[cur.Node().(*ast.CallExpr)])
	}
	return nil
}

// check reports one sleep, for the gravest reason there is.
func (c *checker) check(cur inspector.Cursor, after *start) {
	call := cur.Node().(*ast.CallExpr)
	if c.bubbles.around(cur) {
		return // time is not real there
	}
	diag := analysis.Diagnostic{Pos: call.Pos(), End: call.End()}
	name := callName(call)
	if looked, ok := c.polls(cur); ok {
		diag.Message = fmt.Sprintf("the loop sleeps between looks at %q, which another goroutine changes: it wakes too late or for nothing; "+
			"have the change signalled by a channel or a sync.Cond", looked)
		c.Report(diag)
		return
	}
	if after != nil {
		diag.Message = fmt.Sprintf("%s does not wait for %s at line %d, it only hopes that the time is enough; "+
			"wait for a channel or a sync.WaitGroup instead", name, after.what, c.Fset.Position(after.node.Pos()).Line)
		diag.Related = []analysis.RelatedInformation{{Pos: after.node.Pos(), End: after.end(), Message: after.what + " here"}}
		c.Report(diag)
		return
	}
	if c.inTest(call) || c.brief(call) {
		return
	}
	advice := "wait in a select for a timer and the Done channel of the request's context, handed down the way"
	if ctx, ok := athand.At(c.Pass.Pass, cur); ok {
		advice = fmt.Sprintf("wait in a select for a timer and %s.Done()", ctx.Expr)
		diag.SuggestedFixes = c.fixes(cur, ctx)
		if c.retries(cur) {
			diag.Message = fmt.Sprintf("the sleep goes on for its whole time when %q is cancelled, and so does the loop; %s", ctx.Expr, advice)
			c.Report(diag)
			return
		}
	}
	diag.Message = fmt.Sprintf("%s makes the request of {handler} wait, and goes on sleeping when its client has left; %s", name, advice)
	c.ReportOnPath(diag)
}

// brief reports whether the sleep is a constant below 10 ms, which cancelling
// would hardly shorten.
func (c *checker) brief(call *ast.CallExpr) bool {
	d, ok := constantDuration(c.TypesInfo, call)
	return ok && d < briefest
}

// callName is the text of the called function, for messages.
func callName(call *ast.CallExpr) string {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return "the sleep"
}

// loopAround finds the innermost loop whose body runs cur over and over, and
// also looks out of literals that are called on the spot.
func loopAround(cur inspector.Cursor) (inspector.Cursor, bool) {
	pos := cur.Node().Pos()
	for c := range cur.Enclosing() {
		switch n := c.Node().(type) {
		case *ast.ForStmt:
			if contains(n.Body, pos) || n.Post != nil && contains(n.Post, pos) || n.Cond != nil && contains(n.Cond, pos) {
				return c, true
			}
		case *ast.RangeStmt:
			if contains(n.Body, pos) {
				return c, true
			}
		case *ast.FuncLit:
			if !calledOnTheSpot(c) {
				return inspector.Cursor{}, false
			}
		case *ast.FuncDecl:
			return inspector.Cursor{}, false
		}
	}
	return inspector.Cursor{}, false
}

func calledOnTheSpot(lit inspector.Cursor) bool {
	call, ok := lit.Parent().Node().(*ast.CallExpr)
	if !ok || call.Fun != lit.Node() {
		return false
	}
	switch lit.Parent().Parent().Node().(type) {
	case *ast.GoStmt, *ast.DeferStmt:
		return false
	}
	return true
}

func contains(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }
