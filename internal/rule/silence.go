package rule

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/directive"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Resolved is what a rule found, once linked.
type Resolved struct {
	Found    []Finding // in order of position
	Open     []Finding // on request paths that the program does not reach
	Silenced []Silenced
}

// A Silenced is a finding that is not to be reported, and why.
type Silenced struct {
	Finding Finding
	By      *summary.Ignore    // a directive
	Below   *project.Exclusion // or the project, for all of a file
}

// silence takes the findings out of r that nobody wants to hear of.
func (r *Resolved) silence(prog *link.Program) {
	r.Found = slices.DeleteFunc(r.Found, func(f Finding) bool {
		s, silent := silenced(prog, f, f.Range)
		if silent {
			r.Silenced = append(r.Silenced, s)
		}
		return silent
	})
	r.Open = slices.DeleteFunc(r.Open, func(f Finding) bool {
		_, silent := silenced(prog, f, f.Range)
		return silent
	})
}

// silenced reports whether f is not to be reported at a place.
func silenced(prog *link.Program, f Finding, at summary.Range) (Silenced, bool) {
	s := Silenced{f, prog.IgnoreAt(f.Rule, at), project.Exclude.Of(f.Rule, at.File)}
	return s, s.By != nil || s.Below != nil
}

// Told is where a rule has something to say, whether or not it is heard.
type Told []summary.Range

// Told returns where the rule has something to say.
func (r *Resolved) Told() Told {
	var at Told
	for _, f := range r.Found {
		at = append(at, f.Range)
	}
	for _, s := range r.Silenced {
		at = append(at, s.Finding.Range)
	}
	return at
}

// Yield drops what is found where the rule that this one repeats (see [Rule.Repeats])
// has told something, at a place that overlaps.
func (r *Resolved) Yield(to Told) {
	r.Found = slices.DeleteFunc(r.Found, func(f Finding) bool { return slices.ContainsFunc(to, f.Range.Overlaps) })
}

// Useless is what is said of a directive without use.
const Useless = "the directive silences nothing: remove it"

// decided reports whether what the rule finds in a package depends on no other one.
func (r *Rule) decided() bool { return r.Link == nil && r.NewFact == nil && r.Complete == nil }

// reportUseless reports the directives in the package of pass that name only the
// rule and silence nothing, if that is certain without the other packages.
func (r *Rule) reportUseless(pass *analysis.Pass, silenced []Silenced) {
	if !r.decided() || len(pass.TypeErrors) > 0 {
		return
	}
	for _, g := range pass.ResultOf[summary.Analyzer].(*summary.Result).Package.Ignores {
		if g.Kind == directive.Nolint || g.Fault != "" || project.Exclude.Of(r.Name, g.Range.File) != nil || slices.ContainsFunc(g.Names, func(name string) bool { return name != r.Name }) {
			continue
		}
		if !slices.ContainsFunc(silenced, func(s Silenced) bool { return g.Covers(r.Name, s.Finding.Range) }) {
			ReportAt(pass, g.Range, r.Name, Useless)
		}
	}
}

// ReportAt reports something of a place in the package of pass.
func ReportAt(pass *analysis.Pass, at summary.Range, category, message string) {
	pass.Report(diagnostic(pass, at, Finding{Rule: category, Message: message}))
}
