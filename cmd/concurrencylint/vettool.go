package main

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/lintdirective"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// vetTool reports whether go vet has called: for the version, the flags, or to
// analyse the package that a .cfg file describes.
func vetTool(args []string) bool {
	return slices.Contains(args, "-V=full") || slices.Contains(args, "-flags") ||
		len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

// modular returns the analyzers of the rules, which link one package at a time.
// Where one panics, the others go on.
func modular(rules []*rule.Rule) []*analysis.Analyzer {
	var all []*analysis.Analyzer
	for _, r := range rules {
		all = append(all, r.Analyzer())
	}
	return rule.Wrap(append(all, lintdirective.New(rules), project.Analyzer), func(a *analysis.Analyzer, pass *analysis.Pass) (_ any, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("internal error: rule %s on package %s: panic: %v", a.Name, pass.Pkg.Path(), p)
			}
		}()
		return a.Run(pass)
	})
}
