package link

import (
	"iter"
	"maps"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/directive"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// IgnoreAt returns the first directive that asks the rule for silence at a place, or nil.
func (p *Program) IgnoreAt(rule string, at summary.Range) *summary.Ignore {
	for _, g := range p.IgnoresIn(at.File) {
		if g.Covers(rule, at) && (g.Kind != directive.Nolint || p.Nolint) {
			return g
		}
	}
	return nil
}

// IgnoresIn returns the directives in a file.
func (p *Program) IgnoresIn(file string) []*summary.Ignore { return p.ignores[file] }

// Ignores yields all directives, in a fixed order.
func (p *Program) Ignores() iter.Seq[*summary.Ignore] {
	return func(yield func(*summary.Ignore) bool) {
		for _, file := range slices.Sorted(maps.Keys(p.ignores)) {
			for _, g := range p.ignores[file] {
				if !yield(g) {
					return
				}
			}
		}
	}
}
