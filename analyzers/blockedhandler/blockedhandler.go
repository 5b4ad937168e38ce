package blockedhandler

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/concurrencylint/concurrencylint/analyzers/leakedgoroutine"
	"github.com/concurrencylint/concurrencylint/internal/athand"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
	"github.com/concurrencylint/concurrencylint/internal/takeover"
)

//go:embed doc.go
var doc string

// Rule is the rule blockedhandler.
var Rule = rule.New(&rule.Rule{
	Name:      "blockedhandler",
	Doc:       rule.MustExtractDoc(doc, "blockedhandler"),
	Collect:   collect,
	Holds:     true,
	Confirm:   rule.Within(maxCalls),
	NewFact:   func() rule.Fact { return new(conditional) },
	FactTypes: []analysis.Fact{new(slow)},
	Requires:  []*analysis.Analyzer{inspect.Analyzer, spawns.Analyzer},
	Repeats:   leakedgoroutine.Rule, // what never comes takes long as well
})

// Analyzer is the rule for drivers that know one package at a time.
var Analyzer = Rule.Analyzer()

// maxCalls is how far from a handler, in calls, the rule reports.
const maxCalls = 6

type conditional struct{ rule.Conditional }

// checker looks at one package.
type checker struct {
	*rule.Pass
	*spawns.Checker
	info    *types.Info
	root    inspector.Cursor
	started []start                    // all goroutines of the package
	spawned map[*spawns.Frame]bool     // the functions that they run
	work    map[*spawns.Frame]bool     // answers of slowFrame
	callers map[*types.Func][]ast.Node // where the functions of the package are mentioned
	ending  map[*types.Func]bool       // answers of onlyEnds
}

// A start is a goroutine and the function that starts it.
type start struct {
	in    *spawns.Frame
	spawn spawns.Spawn
}

func collect(p *rule.Pass) error {
	c := &checker{
		Pass:    p,
		Checker: p.ResultOf[spawns.Analyzer].(*spawns.Checker),
		info:    p.TypesInfo,
		root:    p.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root(),
		spawned: map[*spawns.Frame]bool{},
		work:    map[*spawns.Frame]bool{},
		callers: map[*types.Func][]ast.Node{},
		ending:  map[*types.Func]bool{},
	}
	c.Lock()
	defer c.Unlock()
	c.findCallers()
	for _, f := range c.Frames {
		for _, n := range f.Starts {
			for _, s := range c.SpawnsAt(n) {
				if s.Left == nil {
					c.started = append(c.started, start{f, s})
					for _, e := range s.Run {
						c.spawned[c.Target(e).Frame] = true
					}
				}
			}
		}
	}
	c.exportFacts()
	for _, f := range c.Frames {
		if !linted.Test(p.Fset, f.Node.Pos()) && !c.spawned[f] && !c.cleansUp(f) {
			c.check(f)
		}
	}
	return nil
}

// check reports the waits of f that can be long and do not watch the request:
// one finding, at the first.
func (c *checker) check(f *spawns.Frame) {
	var found []wait
	for _, w := range c.waits(f) {
		if c.long(f, w) && !c.takenOver(w) && !c.deferred(w.node) {
			found = append(found, w)
		}
	}
	if len(found) == 0 {
		return
	}
	first := found[0]
	d := analysis.Diagnostic{Pos: first.node.Pos(), End: first.end, Message: c.message(first)}
	for _, w := range found[1:] {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: w.node.Pos(), End: w.end, Message: "waits here as well"})
	}
	c.ReportOnPathAt(f.Node.Pos(), d)
}

func (c *checker) message(w wait) string {
	done := "the Done channel of the request's context, handed down the way"
	if cur, ok := c.root.FindNode(w.node); ok {
		if ctx, ok := athand.At(c.Pass.Pass, cur); ok {
			done = ctx.Expr + ".Done()"
		}
	}
	advice := "wait in a select that also has a case for " + done
	switch w.kind {
	case selects:
		advice = "add a case for " + done
	case group:
		advice = "hand the goroutines the request's context, or close a channel when they are done and wait in a select for it and " + done
	case cond:
		advice = "wake it up with context.AfterFunc, or wait for a channel and " + done
	}
	return fmt.Sprintf("the request of {handler} %s, which may take long, and goes on waiting when its client has left; %s", w.what(), advice)
}

// takenOver reports whether the connection is not the server's any more.
func (c *checker) takenOver(w wait) bool {
	for n := w.node; n != nil; n = c.Parent(n) {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			if takeover.Before(c.info, n, w.node.Pos()) {
				return true
			}
		}
	}
	return false
}
