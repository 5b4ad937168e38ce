package handlergo

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/shape"
	"github.com/concurrencylint/concurrencylint/internal/spawns"
)

//go:embed doc.go
var doc string

// Rule is the rule handlergo.
var Rule = rule.New(&rule.Rule{
	Name:      "handlergo",
	Doc:       rule.MustExtractDoc(doc, "handlergo"),
	Collect:   collect,
	Confirm:   rule.Within(maxCalls),
	NewFact:   func() rule.Fact { return new(conditional) },
	FactTypes: []analysis.Fact{new(quick), new(exclusive)},
	Requires:  []*analysis.Analyzer{spawns.Analyzer},
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
	info      *types.Info
	unbounded map[token.Pos]bool // what unboundedgo reports
}

func collect(p *rule.Pass) error {
	c := &checker{
		Pass:      p,
		Checker:   p.ResultOf[spawns.Analyzer].(*spawns.Checker),
		info:      p.TypesInfo,
		unbounded: map[token.Pos]bool{},
	}
	c.Lock()
	defer c.Unlock()
	c.exportFacts()
	for _, u := range c.UnboundedStarts() {
		c.unbounded[u.Pos] = true
	}
	for _, f := range c.Frames {
		for _, n := range f.Starts {
			if linted.Test(p.Fset, n.Pos()) {
				continue
			}
			for _, s := range c.SpawnsAt(n) {
				c.check(f, s)
			}
		}
	}
	return nil
}

// check reports the goroutine of s, which f starts, if no request waits for it
// and it uses what dies with the request, or nothing bounds it.
func (c *checker) check(f *spawns.Frame, s spawns.Spawn) {
	if s.Left != nil || len(c.Params(f, s)) > 0 {
		return // reported where it starts, or where its function comes from
	}
	if c.connected(f, s) {
		return
	}
	if body := c.waiter(s); body != nil {
		c.checkWait(f, s, body)
		return
	}
	if c.streams(f, s) || c.produces(f, s) {
		return
	}
	g := c.look(f, s)
	if d := g.gravest(); d != nil {
		if join.Closes(c.info, f.Body, s.Node) {
			return
		}
		c.report(f, s, d.message())
		return
	}
	pos, _ := s.Extent()
	switch {
	case g.watches: // ends with the request
	case c.unbounded[pos]: // unboundedgo's
	case c.Acquired(f.Body, s) || c.Rations(f, s) || c.limited(s) || c.claimed(f, s) || c.admitted(f, s) || c.excludes(s): // bounded
	case c.detached(s):
	case c.LongLived(s) || c.owned(f, s) || join.Ends(c.info, f.Body, s.Node):
	case c.small(s) || c.serverLife(s):
	default:
		c.report(f, s, "every request of {handler} starts this goroutine, and nothing waits for it or bounds their number: they pile up under load; "+
			"wait for it, or hand its work to a fixed number of workers through a bounded queue")
	}
}

func (c *checker) report(f *spawns.Frame, s spawns.Spawn, message string) {
	pos, end := s.Extent()
	if c.unbounded[pos] {
		pos = s.Call.Fun.Pos() // two faults, two places
	}
	c.ReportOnPathAt(f.Node.Pos(), analysis.Diagnostic{Pos: pos, End: end, Message: message, SuggestedFixes: c.fixes(f, s)})
}

// checkWait reports the goroutine of s if the body, which waits for it, may leave
// before it is done and it uses what another request may have got by then.
func (c *checker) checkWait(f *spawns.Frame, s spawns.Spawn, body *ast.BlockStmt) {
	leaves := join.Leaves(c.info, body, s.Node)
	if leaves == nil {
		return
	}
	if d := c.look(f, s).gravest(); d != nil && d.kind < ctx {
		early := fmt.Sprintf("{handler} has returned, as it may at line %d", c.Fset.Position(leaves.Pos()).Line)
		c.report(f, s, strings.Replace(d.message(), "{handler} has returned", early, 1))
	}
}

// waiter returns the body of the function around s that waits for its goroutine,
// or nil.
func (c *checker) waiter(s spawns.Spawn) *ast.BlockStmt {
	for n := s.Node; n != nil; n = c.Parent(n) {
		if body := shape.Body(n); body != nil && join.Joined(c.info, body, s.Node) {
			return body
		}
	}
	return nil
}

// message says what becomes of what the goroutine uses.
func (d *doomed) message() string {
	text := d.text
	switch d.kind {
	case ownContext:
		return fmt.Sprintf("this goroutine uses %q, which %s gives to another request once {handler} has returned; %s", text, d.lender, d.cure)
	case writer:
		return fmt.Sprintf("this goroutine uses the ResponseWriter %q, which is invalid once {handler} has returned; wait for the goroutine, or write the response before it starts", text)
	case body:
		return fmt.Sprintf("this goroutine reads the request's body through %q, which the server closes once {handler} has returned; read it before the goroutine starts", text)
	case lent:
		return fmt.Sprintf("this goroutine uses %q, which %s only lends: it changes to another request's data once {handler} has returned; copy it before the goroutine starts (strings.Clone, bytes.Clone)", text, d.lender)
	case pooled:
		return fmt.Sprintf("this goroutine uses %q, which goes back to its sync.Pool when the function returns: another request of {handler} then changes it; have the goroutine put it back", text)
	}
	return fmt.Sprintf("this goroutine uses %q, which is cancelled as soon as {handler} has returned: its work is cut off; hand it context.WithoutCancel(%s)", text, text)
}
