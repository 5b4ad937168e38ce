package unboundedgo

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:      "unboundedgo",
	Doc:       rule.MustExtractDoc(doc, "unboundedgo"),
	Collect:   collect,
	Requires:  []*analysis.Analyzer{inspect.Analyzer},
	FactTypes: []analysis.Fact{new(behaviour), new(small)},
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

func collect(p *rule.Pass) error {
	c := newChecker(p)
	for _, f := range c.order {
		for _, n := range f.starts {
			for _, s := range c.spawnsAt(n) {
				c.check(f, s)
			}
		}
	}
	c.report()
	c.exportFacts()
	return nil
}

// A finding is a place that starts goroutines, and the loops that reach it.
type finding struct {
	pos, end token.Pos
	message  string
	related  []analysis.RelatedInformation
}

// check records a finding if a loop around the spawn starts it without bound.
func (c *checker) check(f *frame, s spawn) {
	l := c.unboundedLoop(f, s)
	if l == nil || linted.Test(c.pass.Fset, l.node.Pos()) || c.longLived(s) || c.configured(f, l, s) {
		return
	}
	pos, end := s.extent()
	message := c.message(l, s)
	if s.left != nil && s.left.pos.IsValid() {
		pos, end = s.left.pos, s.left.end
	}
	at := slices.IndexFunc(c.findings, func(f *finding) bool { return f.pos == pos })
	if at < 0 {
		at = len(c.findings)
		c.findings = append(c.findings, &finding{pos: pos, end: end, message: message})
	}
	found := c.findings[at]
	found.relate(l.node.Pos(), l.headEnd(), "the loop")
	if s.left != nil && s.left.pos.IsValid() {
		callPos, callEnd := s.extent()
		found.relate(callPos, callEnd, fmt.Sprintf("calls %q here", s.left.through))
	}
}

func (f *finding) relate(pos, end token.Pos, message string) {
	if !slices.ContainsFunc(f.related, func(r analysis.RelatedInformation) bool { return r.Pos == pos }) {
		f.related = append(f.related, analysis.RelatedInformation{Pos: pos, End: end, Message: message})
	}
}

func (c *checker) report() {
	slices.SortFunc(c.findings, func(a, b *finding) int { return int(a.pos - b.pos) })
	for _, f := range c.findings {
		c.pass.Report(analysis.Diagnostic{Pos: f.pos, End: f.end, Message: f.message, Related: f.related})
	}
}

const advice = "; limit them with errgroup's SetLimit, a pool of workers, or a semaphore acquired in the loop before the goroutine starts"

// message says what goes wrong in loop l, and what to do.
func (c *checker) message(l *loop, s spawn) string {
	switch {
	case s.left == nil:
		return "starts " + l.rate() + advice
	case s.left.pos.IsValid():
		return fmt.Sprintf("%q starts this goroutine and returns without waiting, and the loop at %s calls it%s%s",
			s.left.through, c.place(l.node.Pos()), l.callRate(), advice)
	default:
		return fmt.Sprintf("%q starts a goroutine (%s) and returns without waiting: this loop starts %s%s",
			s.left.through, s.left.where, l.rate(), advice)
	}
}

// extent is the narrow range that stands for the spawn: without the function
// that it runs.
func (s spawn) extent() (pos, end token.Pos) {
	call, pos := s.call, s.node.Pos()
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return pos, lit.Type.End()
	}
	return pos, call.Fun.End()
}
