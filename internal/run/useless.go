package run

import (
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/directive"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// useless returns a finding for each directive that silences nothing although
// all rules that it names have had their say. It bears the name of the first.
func useless(prog *load.Program, linked *link.Program, rules []*rule.Rule, compiled map[string]rule.Compiled, res *Result) []Finding {
	used := map[*summary.Ignore]bool{}
	note := func(r string, at summary.Range) {
		for _, g := range linked.IgnoresIn(at.File) {
			if g.Covers(r, at) {
				used[g] = true
			}
		}
	}
	for name, c := range compiled {
		for _, f := range slices.Concat(c.OnPath, c.InProgram) { // elsewhere a handler may come this way
			note(name, f.Range)
		}
	}
	for _, s := range res.Silenced {
		note(s.Finding.Rule, s.Finding.Range)
	}
	for _, f := range res.Findings {
		if way := f.Way(); way != nil {
			for _, s := range way.Steps { // where go vet shows it
				note(f.Rule, s.Call.Range)
			}
		}
	}
	sure := sureOf(prog, rules)
	var found []Finding
	for g := range linked.Ignores() {
		if g.Kind == directive.Nolint || g.Fault != "" || used[g] || project.Exclude.Of(g.Names[0], g.Range.File) != nil || slices.ContainsFunc(g.Names, func(name string) bool { return !sure(name, g.Range) }) {
			continue
		}
		found = append(found, Finding{Finding: rule.Finding{Rule: g.Names[0], Range: g.Range, Message: rule.Useless}})
	}
	return found
}

// sureOf returns a function that tells whether a rule has said all it ever would
// of a file: it ran, the package is as it should be, and so is what the rule
// needs besides.
func sureOf(prog *load.Program, rules []*rule.Rule) func(name string, at summary.Range) bool {
	byName := map[string]*rule.Rule{}
	for _, r := range rules {
		byName[r.Name] = r
	}
	of := map[string]*load.Package{}
	for _, p := range prog.Packages {
		for _, name := range slices.Concat(p.GoFiles, p.CompiledGoFiles) {
			of[name] = p
		}
	}
	return func(name string, at summary.Range) bool {
		r, pkg := byName[name], of[at.Parsed()]
		return r != nil && !directive.Foreign(name) && pkg != nil && !pkg.Broken() && (r.Link == nil || prog.Whole(pkg))
	}
}
