// Package golangciplugin makes the rules a module plugin of golangci-lint: the
// custom linter "concurrencylint". .custom-gcl.yml builds it in, and
// docs/golangci-lint.md says how to use it.
package golangciplugin

import (
	"fmt"
	"maps"
	"slices"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

func init() { register.Plugin("concurrencylint", New) }

// Settings is what .golangci.yml says below settings. A key that is not known is
// an error.
type Settings struct {
	// Rules switches rules on and off. As on the command line: if any is
	// switched on only those run, else all that are not switched off.
	Rules map[string]bool `json:"rules"`
	// Options holds the options of rules: rule, option, value.
	Options map[string]map[string]any `json:"options"`
}

type plugin struct{ analyzers []*analysis.Analyzer }

// New makes the linter with the settings of golangci-lint's configuration.
func New(conf any) (register.LinterPlugin, error) {
	settings, err := register.DecodeSettings[Settings](conf)
	if err != nil {
		return nil, err
	}
	all := map[string]*analysis.Analyzer{}
	for _, a := range analyzers.All() {
		all[a.Name] = a
	}
	if err := settings.check(all); err != nil {
		return nil, err
	}
	p := new(plugin)
	only := slices.Contains(slices.Collect(maps.Values(settings.Rules)), true)
	for _, a := range rule.Wrap(analyzers.All(), adapted) {
		if on, given := settings.Rules[a.Name]; on || !given && !only {
			p.analyzers = append(p.analyzers, a)
		}
	}
	return p, nil
}

// check says what of the settings is not known, and sets the options.
func (s Settings) check(all map[string]*analysis.Analyzer) error {
	for _, name := range slices.Sorted(maps.Keys(s.Rules)) {
		if all[name] == nil {
			return fmt.Errorf("rules: no rule %q", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Options)) {
		a := all[name]
		if a == nil {
			return fmt.Errorf("options: no rule %q", name)
		}
		for _, option := range slices.Sorted(maps.Keys(s.Options[name])) {
			if a.Flags.Lookup(option) == nil {
				return fmt.Errorf("options: rule %s has no option %q", name, option)
			}
			if err := a.Flags.Set(option, fmt.Sprint(s.Options[name][option])); err != nil {
				return fmt.Errorf("options: %s.%s: %w", name, option, err)
			}
		}
	}
	return nil
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
