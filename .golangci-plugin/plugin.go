// Package golangciplugin makes the rules a module plugin of golangci-lint: the
// custom linter "concurrencylint". .custom-gcl.yml builds it in, and
// docs/golangci-lint.md says how to use it.
package golangciplugin

import (
	"flag"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/config"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

func init() { register.Plugin("concurrencylint", New) }

type plugin struct{ analyzers []*analysis.Analyzer }

// New makes the linter with the settings of golangci-lint's configuration: those of
// [config.Config]. A key that is not known is an error.
func New(conf any) (register.LinterPlugin, error) {
	settings, err := register.DecodeSettings[config.Config](conf)
	if err != nil {
		return nil, err
	}
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	choice := config.Define(fs, analyzers.Rules())
	if err := settings.Apply(fs, func(string) bool { return false }); err != nil {
		return nil, err
	}
	on := map[string]bool{analyzers.Directives.Name: true}
	for _, r := range choice.Rules() {
		on[r.Name] = true
	}
	p := new(plugin)
	for _, a := range rule.Wrap(analyzers.All(), adapted) {
		if on[a.Name] {
			p.analyzers = append(p.analyzers, a)
		}
	}
	return p, nil
}

func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) { return p.analyzers, nil }

func (p *plugin) GetLoadMode() string { return register.LoadModeTypesInfo }

// adapted runs a as golangci-lint needs it: it makes an issue of each related
// position, and applies all fixes of a diagnostic together, each to the file of
// the issue.
func adapted(a *analysis.Analyzer, pass *analysis.Pass) (any, error) {
	inner := *pass
	inner.Report = func(d analysis.Diagnostic) {
		d.Related = nil
		d.SuggestedFixes = firstFix(pass, d)
		pass.Report(d)
	}
	return a.Run(&inner)
}

// firstFix returns the first fix of d if it only edits the file of d.
func firstFix(pass *analysis.Pass, d analysis.Diagnostic) []analysis.SuggestedFix {
	if len(d.SuggestedFixes) == 0 {
		return nil
	}
	file := pass.Fset.File(d.Pos)
	for _, e := range d.SuggestedFixes[0].TextEdits {
		if pass.Fset.File(e.Pos) != file {
			return nil
		}
	}
	return d.SuggestedFixes[:1]
}
