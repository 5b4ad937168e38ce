// Package lintdirective says which of the directives that mean to silence rules
// cannot be followed.
package lintdirective

import (
	"fmt"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/directive"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

const name = "lintdirective"

const doc = `report directives that are to silence rules and cannot

A directive is a comment on the line of a finding, on the line before the
statement, or anywhere in the file:

	//lint:ignore rule[,rule] reason
	//lint:file-ignore rule[,rule] reason

It needs a reason, and names that are known.`

// A Fault is what is wrong with a directive.
type Fault struct {
	Range   summary.Range
	Message string
}

// New returns the analyzer, for those rules.
func New(rules []*rule.Rule) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             name,
		Doc:              doc,
		URL:              "https://github.com/concurrencylint/concurrencylint/blob/main/docs/suppression.md",
		Requires:         []*analysis.Analyzer{summary.Analyzer},
		RunDespiteErrors: true,
		Run: func(pass *analysis.Pass) (any, error) {
			pkg := pass.ResultOf[summary.Analyzer].(*summary.Result).Package
			for _, f := range Faults(slices.Values(pkg.Ignores), rules) {
				rule.ReportAt(pass, f.Range, name, f.Message)
			}
			return nil, nil
		},
	}
}

// Faults says what is wrong with the directives, where there are those rules.
func Faults(directives iter.Seq[*summary.Ignore], rules []*rule.Rule) []Fault {
	var all []Fault
	for g := range directives {
		switch {
		case g.Foreign():
		case g.Fault != "":
			all = append(all, Fault{g.Range, g.Fault})
		default:
			for _, name := range g.Names {
				if !directive.Foreign(name) && !slices.ContainsFunc(rules, func(r *rule.Rule) bool { return r.Name == name }) {
					all = append(all, Fault{g.Range, fmt.Sprintf("the directive names %q: want the name of a rule", name)})
				}
			}
		}
	}
	return all
}
