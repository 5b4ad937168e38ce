// Package also holds the analyzers of go vet and of staticcheck that find
// concurrency mistakes, as they are published, for those who want one command
// for all. They report where rules do: not in generated files.
package also

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// Suites are the suites that the analyzers are from.
type Suites []string

// Known returns all suites.
func Known() Suites {
	var all Suites
	for _, e := range table {
		all = append(all, e.suite)
	}
	return slices.Compact(all)
}

// Set adds those of a comma-separated list.
func (s *Suites) Set(list string) error {
	known := Known()
	for name := range strings.SplitSeq(list, ",") {
		if !slices.Contains(known, name) {
			return fmt.Errorf("no suite %q; there are %s", name, strings.Join(known, ", "))
		}
		*s = append(*s, name)
	}
	return nil
}

func (s Suites) String() string { return strings.Join(s, ",") }

// Rules returns the analyzers of the suites as rules.
func (s Suites) Rules() []*rule.Rule {
	var rules []*rule.Rule
	named := map[string]*rule.Rule{}
	for _, e := range table {
		r := e.rule(named[e.repeats])
		named[r.Name] = r
		if slices.Contains(s, e.suite) {
			rules = append(rules, r)
		}
	}
	return rules
}

func (e entry) rule(repeats *rule.Rule) *rule.Rule {
	return rule.New(&rule.Rule{
		Name:      e.analyzer.Name,
		Doc:       e.analyzer.Doc,
		Requires:  e.analyzer.Requires,
		Tests:     true,
		WellTyped: !e.analyzer.RunDespiteErrors,
		Repeats:   repeats,
		Collect: func(p *rule.Pass) error {
			pass := *p.Pass
			pass.Analyzer = e.analyzer
			pass.Report = p.Report
			_, err := e.analyzer.Run(&pass)
			return err
		},
	})
}

// An entry is an analyzer of a suite.
type entry struct {
	suite    string
	analyzer *analysis.Analyzer
	repeats  string // an earlier one that looks for the same mistakes
}
