// Package run applies rules to loaded packages: it compiles each package, links
// them once, and resolves what the rules found to findings.
package run

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Result is what a run found.
type Result struct {
	Findings []Finding // sorted, each once
	Failures []string  // what a rule did wrong: it panicked, say
}

// A Finding is a finding of a rule and the path of the package it stands in.
type Finding struct {
	rule.Finding
	Package string
}

// Run applies the rules to prog.
func Run(prog *load.Program, rules []*rule.Rule) *Result {
	g := newGuard()
	roots := []*analysis.Analyzer{g.analyzer(summary.Analyzer)}
	for _, r := range rules {
		roots = append(roots, g.analyzer(r.Compiler()))
	}
	var pkgs []*packages.Package
	for _, p := range prog.Packages {
		if !p.Superseded {
			pkgs = append(pkgs, p.Package)
		}
	}
	res := new(Result)
	graph, err := checker.Analyze(roots, pkgs, nil)
	if err != nil {
		res.Failures = append(res.Failures, err.Error())
		return res
	}
	summaries, compiled := collect(g, graph)
	linked := newLinker(g, summaries)
	for _, r := range rules {
		for _, f := range linked.resolve(r, compiled[r.Name]) {
			res.Findings = append(res.Findings, Finding{Finding: f})
		}
	}
	res.Findings = once(res.Findings)
	place(prog, res.Findings)
	res.Failures = append(res.Failures, g.failures()...)
	return res
}

// collect takes the results of the roots out of the graph: the summaries, one
// a package path, and what each rule found, both in the order of the packages.
func collect(g *guard, graph *checker.Graph) ([]*summary.Package, map[string]rule.Compiled) {
	roots := slices.Clone(graph.Roots)
	slices.SortStableFunc(roots, func(a, b *checker.Action) int {
		// The variant of a package for its own tests comes first: it has all files.
		own := func(p *packages.Package) int {
			if p.ForTest == p.PkgPath {
				return 0
			}
			return 1
		}
		return cmp.Or(
			strings.Compare(a.Package.PkgPath, b.Package.PkgPath),
			own(a.Package)-own(b.Package),
			strings.Compare(a.Package.ID, b.Package.ID))
	})
	var summaries []*summary.Package
	seen := map[string]bool{}
	compiled := map[string]rule.Compiled{}
	for _, act := range roots {
		switch v := result(act).(type) {
		case *summary.Result:
			if !seen[act.Package.PkgPath] {
				seen[act.Package.PkgPath] = true
				summaries = append(summaries, v.Package)
			}
		case *rule.Compiled:
			c := compiled[act.Analyzer.Name]
			c.Always = append(c.Always, v.Always...)
			c.OnPath = append(c.OnPath, v.OnPath...)
			compiled[act.Analyzer.Name] = c
		}
	}
	return summaries, compiled
}

// A linker links once and resolves what the rules found.
type linker struct {
	g    *guard
	prog *link.Program
}

func newLinker(g *guard, pkgs []*summary.Package) *linker {
	l := &linker{g: g}
	g.try("the linker", func() { l.prog = link.New(pkgs) })
	if l.prog == nil {
		l.prog = link.New(nil)
	}
	return l
}

// resolve returns the findings of r; those that always hold, should the rest fail.
func (l *linker) resolve(r *rule.Rule, c rule.Compiled) []rule.Finding {
	found := c.Always
	l.g.try(fmt.Sprintf("rule %s, linking", r.Name), func() { found, _ = r.Resolve(l.prog, c) })
	return found
}

// once sorts the findings and keeps one of those that say the same of the same
// place: a package is analysed as often as it has test variants.
func once(fs []Finding) []Finding {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			strings.Compare(a.Range.File, b.Range.File),
			cmp.Compare(a.Range.Line, b.Range.Line),
			cmp.Compare(a.Range.Col, b.Range.Col),
			strings.Compare(a.Rule, b.Rule),
			strings.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(fs, func(a, b Finding) bool {
		return a.Range.File == b.Range.File && a.Range.Line == b.Range.Line && a.Range.Col == b.Range.Col &&
			a.Rule == b.Rule && a.Message == b.Message
	})
}

// place fills in the packages of the findings.
func place(prog *load.Program, fs []Finding) {
	of := map[string]string{}
	for _, p := range prog.Packages {
		for _, names := range [][]string{p.GoFiles, p.CompiledGoFiles} {
			for _, name := range names {
				of[name] = p.PkgPath
			}
		}
	}
	for i := range fs {
		f := &fs[i]
		f.Package = cmp.Or(of[f.Range.Parsed()], of[f.Range.File], "command-line-arguments")
	}
}
