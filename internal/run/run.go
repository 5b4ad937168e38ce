// Package run applies rules to loaded packages: it compiles each package, links
// them once, and resolves what the rules found to findings.
package run

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/cache"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/progress"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Result is what a run found.
type Result struct {
	Findings []Finding // sorted, each once
	Silenced []rule.Silenced
	Ignores  []*summary.Ignore // all directives, in a fixed order
	Failures []string          // what a rule did wrong: it panicked, say
	Analysed int               // packages that were not known from an earlier run
	// Interrupted says how far the run came, if it was interrupted.
	Interrupted string
}

// A Finding is a finding of a rule and the path of the package it stands in.
type Finding struct {
	rule.Finding
	Package string
}

// Run applies the rules to prog, all of which has been prepared.
func Run(prog *load.Program, rules []*rule.Rule) *Result { return Examine(prog, rules).Result }

// An Examination is a result and what it comes from.
type Examination struct {
	*Result
	Program  *link.Program
	Compiled map[string]rule.Compiled // what the rules found in the packages, by name
}

// Examine is Run for those who ask why.
func Examine(prog *load.Program, rules []*rule.Rule) *Examination {
	g := new(guard)
	c := newCompiler(g, rules)
	units := c.plan(prog.Packages)
	c.compile(units, units)
	return resolve(g, prog, rules, units, "")
}

// Again is Run for what is not known from an earlier run: it prepares the packages
// that have to be analysed, and says on the line how far it is. Once ctx is done, it
// links what has been analysed so far.
func Again(ctx context.Context, store *cache.Cache, line *progress.Line, prog *load.Program, rules []*rule.Rule) (*Result, error) {
	g := new(guard)
	c := newCompiler(g, rules)
	c.line, c.stop = line, ctx.Done()
	c.memory = newMemory(store, prog, c)
	units := c.plan(prog.Packages)
	if res := c.memory.recallRun(prog, units); res != nil {
		res.Analysed = 0
		return res, nil
	}
	stale := c.recall(units)
	var pkgs []*load.Package
	for _, u := range stale {
		pkgs = append(pkgs, u.pkg)
	}
	if err := prog.Prepare(pkgs); err != nil {
		return nil, err
	}
	c.compile(units, stale)
	if known := c.ended(units); c.stopped() && len(known) < len(units) {
		how := fmt.Sprintf("after %d of %d packages", len(known), len(units))
		return resolve(g, prog, rules, known, how).Result, nil
	}
	res := resolve(g, prog, rules, units, "").Result
	res.Analysed = len(stale)
	c.memory.keepRun(prog, units, res)
	return res, nil
}

// resolve links what has been compiled, all of it unless the run was interrupted.
func resolve(g *guard, prog *load.Program, rules []*rule.Rule, units []*unit, interrupted string) *Examination {
	res := &Result{Interrupted: interrupted}
	summaries, compiled := collect(rules, units)
	linked := link.New(nil)
	g.try("the linker", func() error {
		linked = link.New(summaries)
		return nil
	})
	linked.Nolint = true
	res.Ignores = slices.Collect(linked.Ignores())
	resolved := map[*rule.Rule]*rule.Resolved{}
	told := map[*rule.Rule]rule.Told{}
	for _, r := range rules {
		found := &rule.Resolved{Found: compiled[r.Name].Always} // should the rest fail
		g.try(fmt.Sprintf("rule %s, linking", r.Name), func() error {
			found = r.Resolve(linked, compiled[r.Name])
			return nil
		})
		resolved[r], told[r] = found, found.Told()
	}
	for _, r := range rules {
		found := resolved[r]
		found.Yield(told[r.Repeats])
		for _, f := range found.Found {
			res.Findings = append(res.Findings, Finding{Finding: f})
		}
		res.Silenced = append(res.Silenced, found.Silenced...)
	}
	res.Failures = g.failures()
	if len(res.Failures) == 0 && interrupted == "" {
		res.Findings = append(res.Findings, useless(prog, linked, rules, compiled, res)...)
	}
	res.Findings = once(res.Findings)
	place(prog, res.Findings)
	return &Examination{res, linked, compiled}
}

// collect returns the summaries of the units, one a path and the outlines of tests,
// and what the rules found in them, by the names of the rules.
func collect(rules []*rule.Rule, units []*unit) ([]*summary.Package, map[string]rule.Compiled) {
	units = slices.Clone(units)
	slices.SortStableFunc(units, func(a, b *unit) int {
		return cmp.Or(strings.Compare(a.pkg.PkgPath, b.pkg.PkgPath), whole(a.pkg)-whole(b.pkg))
	})
	var summaries []*summary.Package
	compiled := map[string]rule.Compiled{}
	summarised := map[string]bool{}
	for _, u := range units {
		if s := u.summary(); s != nil && !summarised[s.Path] {
			summaries = append(summaries, s)
			summarised[s.Path] = !u.tests
		}
		for _, r := range rules {
			v, c := u.compiled(r), compiled[r.Name]
			c.Always = append(c.Always, v.Always...)
			c.OnPath = append(c.OnPath, v.OnPath...)
			c.InProgram = append(c.InProgram, v.InProgram...)
			c.Offers = append(c.Offers, v.Offers...)
			compiled[r.Name] = c
		}
	}
	return summaries, compiled
}

// summary returns the summary of u, or nil.
func (u *unit) summary() *summary.Package {
	if u.entry != nil {
		return u.entry.summary()
	}
	s, _ := u.kept[summary.Analyzer].(*summary.Package)
	return s
}

// compiled returns what a rule found in u.
func (u *unit) compiled(r *rule.Rule) rule.Compiled {
	if u.entry != nil {
		return u.entry.Compiled[r.Name]
	}
	if v, ok := u.kept[r.Compiler()].(*rule.Compiled); ok {
		return *v
	}
	return rule.Compiled{}
}

// whole orders the variants of a package: the one for its own tests has all
// files.
func whole(p *load.Package) int {
	if p.ForTest == p.PkgPath {
		return 0
	}
	return 1
}

// keep is what is kept of the result of a root once its package is done: a copy,
// as the result may be part of something that holds the syntax.
func (u *unit) keep(v any) any {
	switch v := v.(type) {
	case *summary.Result:
		return v.Package
	case *rule.Compiled:
		c := *v
		if u.tests {
			c = c.InTests()
		}
		return &c
	}
	return nil
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
