package unboundedgo

import (
	_ "embed"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

//go:embed doc.go
var doc string

// Rule is the rule as the registry lists it.
var Rule = rule.New(&rule.Rule{
	Name:     "unboundedgo",
	Doc:      rule.MustExtractDoc(doc, "unboundedgo"),
	Collect:  collect,
	Complete: repeated,
	Requires: []*analysis.Analyzer{inspect.Analyzer, spawns.Analyzer},
})

// Analyzer is the rule as a go/analysis pass.
var Analyzer = Rule.Analyzer()

func collect(p *rule.Pass) error {
	c := p.ResultOf[spawns.Analyzer].(*spawns.Checker)
	c.Lock()
	defer c.Unlock()
	cure := &cure{p, c, map[*spawns.Frame][]string{}}
	for _, u := range c.UnboundedStarts() {
		d := analysis.Diagnostic{Pos: u.Pos, End: u.End, Message: message(c, u.Loops[0]), SuggestedFixes: cure.fixes(u)}
		for _, l := range u.Loops {
			relate(&d, analysis.RelatedInformation{Pos: l.Loop.Node.Pos(), End: l.Loop.HeadEnd(), Message: "the loop"})
			if left := l.Spawn.Left; left != nil && left.Pos.IsValid() {
				pos, end := l.Spawn.Extent()
				relate(&d, analysis.RelatedInformation{Pos: pos, End: end, Message: fmt.Sprintf("calls %q here", left.Through)})
			}
		}
		if slices.ContainsFunc(u.Loops, func(l spawns.LoopStart) bool { return !c.Awaits(l) }) {
			p.Report(d)
		} else {
			p.ReportInProgram(d)
		}
	}
	return nil
}

// repeated completes a finding about goroutines that are waited for, unless a
// server starts them only as it starts itself: one per component that is configured.
func repeated(prog *link.Program, f rule.Finding) (rule.Finding, bool) {
	return f, !prog.OnlyAtStart(f.Func)
}

func relate(d *analysis.Diagnostic, r analysis.RelatedInformation) {
	if !slices.ContainsFunc(d.Related, func(o analysis.RelatedInformation) bool { return o.Pos == r.Pos }) {
		d.Related = append(d.Related, r)
	}
}

const advice = "; limit them with errgroup's SetLimit, a pool of workers, or a semaphore acquired in the loop before the goroutine starts"

// message says what goes wrong in a loop, and what to do.
func message(c *spawns.Checker, at spawns.LoopStart) string {
	l, left := at.Loop, at.Spawn.Left
	switch {
	case left == nil:
		return "starts " + rate(l) + advice
	case left.Pos.IsValid():
		return fmt.Sprintf("%q starts this goroutine and returns without waiting, and the loop at %s calls it%s%s",
			left.Through, c.Place(l.Node.Pos()), callRate(l), advice)
	default:
		return fmt.Sprintf("%q starts a goroutine (%s) and returns without waiting: this loop starts %s%s",
			left.Through, left.Where, rate(l), advice)
	}
}
