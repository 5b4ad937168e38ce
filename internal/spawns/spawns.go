// Package spawns knows the goroutines that a package starts: by go statements,
// groups and helpers, whether something bounds their number, whether they run
// as long as the server does, and what loops start them.
package spawns

import (
	"go/ast"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"

	"github.com/concurrencylint/concurrencylint/internal/join"
	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// Analyzer's result is a *[Checker]; nil for packages that are not linted.
var Analyzer = &analysis.Analyzer{
	Name:             "concurrencyspawns",
	Doc:              "find the goroutines that a package starts",
	Requires:         []*analysis.Analyzer{inspect.Analyzer},
	FactTypes:        []analysis.Fact{new(behaviour), new(small)},
	ResultType:       reflect.TypeFor[*Checker](),
	RunDespiteErrors: true,
	Run: func(pass *analysis.Pass) (any, error) {
		if !linted.Package(pass) {
			return (*Checker)(nil), nil
		}
		c := newChecker(pass)
		for _, f := range c.Frames {
			for _, n := range f.Starts {
				for _, s := range c.SpawnsAt(n) {
					c.check(f, s)
				}
			}
		}
		c.exportFacts()
		return c, nil
	},
}

// An Unbounded is a place that starts goroutines whose number grows with the
// input, and the loops that do so.
type Unbounded struct {
	Pos, End token.Pos
	Loops    []LoopStart
}

// A LoopStart is a loop and the statement in it that starts goroutines.
type LoopStart struct {
	Loop  *Loop
	Spawn Spawn
}

// Awaits reports whether the function around the loop waits for what the loop
// starts, once per element.
func (c *Checker) Awaits(at LoopStart) bool {
	f := c.FrameOf(at.Spawn.Node)
	return at.Loop.Kind == Elements && at.Spawn.Left == nil && f != nil && join.Joined(c.info, f.Body, at.Spawn.Node)
}

// check records the spawn if a loop around it starts it without bound.
func (c *Checker) check(f *Frame, s Spawn) {
	l := c.unboundedLoop(f, s)
	if l == nil || linted.Test(c.pass.Fset, l.Node.Pos()) || c.component(f, l, s) || c.configured(f, l, s) {
		return
	}
	pos, end := s.Extent()
	if s.Left != nil && s.Left.Pos.IsValid() {
		pos, end = s.Left.Pos, s.Left.End
	}
	at := slices.IndexFunc(c.findings, func(u *Unbounded) bool { return u.Pos == pos })
	if at < 0 {
		at = len(c.findings)
		c.findings = append(c.findings, &Unbounded{Pos: pos, End: end})
	}
	c.findings[at].Loops = append(c.findings[at].Loops, LoopStart{l, s})
}

// Extent is the narrow range that stands for the spawn: without the function
// that it runs.
func (s Spawn) Extent() (pos, end token.Pos) {
	call, pos := s.Call, s.Node.Pos()
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return pos, lit.Type.End()
	}
	return pos, call.Fun.End()
}

// UnboundedStarts returns the places that start goroutines without bound, in
// source order.
func (c *Checker) UnboundedStarts() []*Unbounded {
	slices.SortFunc(c.findings, func(a, b *Unbounded) int { return int(a.Pos - b.Pos) })
	return c.findings
}
