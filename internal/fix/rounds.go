package fix

import (
	"maps"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// maxRounds bounds how often findings are looked for and fixed: a fix makes room
// for another at the same place, but not for ever.
const maxRounds = 8

// An Outcome is what became of the fixes of some packages.
type Outcome struct {
	Files   map[string][]byte // the files that are to change, with their new text
	Applied []rule.Finding
	Skipped []Skip
	// Program and Result are of the last run, over the new text.
	Program *load.Program
	Result  *run.Result
}

// A Skip is a finding whose fix is not applied.
type Skip struct {
	Finding rule.Finding
	Why     string
}

// All runs the rules over the packages that cfg describes and applies the first
// fix of each finding, again and again until none is left that can be applied.
// Only findings that fresh returns count. It writes no file.
func All(cfg load.Config, rules []*rule.Rule, fresh func([]run.Finding) []run.Finding) (*Outcome, error) {
	f := &fixer{cfg: cfg, rules: rules, fresh: fresh, failed: map[string]bool{}}
	f.cfg.Overlay = maps.Clone(cfg.Overlay)
	if f.cfg.Overlay == nil {
		f.cfg.Overlay = map[string][]byte{}
	}
	prog, res, err := f.rounds()
	if err != nil {
		return nil, err
	}
	return &Outcome{f.cfg.Overlay, f.applied, f.skipped, prog, res}, nil
}

// A fixer holds the files as fixed so far, in the overlay of its configuration.
type fixer struct {
	cfg     load.Config
	rules   []*rule.Rule
	fresh   func([]run.Finding) []run.Finding
	applied []rule.Finding
	failed  map[string]bool // fixes, by identity, that cannot be applied
	skipped []Skip
}

// identity names a finding independently of the lines that other fixes move.
func identity(f rule.Finding) string { return f.Rule + "\x00" + f.Func + "\x00" + f.Message }

// rounds looks for findings and fixes them until nothing changes, and returns
// what it saw last.
func (f *fixer) rounds() (*load.Program, *run.Result, error) {
	var broken map[string]bool // packages that did not compile at first
	last := Result{}           // what the round before changed
	before := map[string][]byte{}
	for round := 0; ; round++ {
		prog, err := load.Load(f.cfg)
		if err != nil {
			return nil, nil, err
		}
		res := run.Run(prog, f.rules)
		res.Findings = f.fresh(res.Findings)
		if broken == nil {
			broken = brokenPackages(prog, nil)
		} else if files := spoilt(prog, broken, last.Files); len(files) > 0 {
			tie(files, last.Applied)
			f.takeBack(files, last, before)
			for name := range files {
				delete(last.Files, name)
			}
			last.Applied = slices.DeleteFunc(last.Applied, func(x rule.Finding) bool { return files[x.Fixes[0].Edits[0].Range.Parsed()] != "" })
			continue
		}
		if round >= maxRounds {
			return prog, res, nil
		}
		next, err := Apply(f.open(res.Findings), f.cfg.ReadFile)
		if err != nil {
			return nil, nil, err
		}
		for _, x := range next.Failed {
			f.give(x, "the file would not parse")
		}
		if len(next.Applied) == 0 {
			for _, x := range next.Skipped {
				f.give(x, "it changes what another fix changes")
			}
			return prog, res, nil
		}
		before = maps.Clone(f.cfg.Overlay)
		maps.Copy(f.cfg.Overlay, next.Files)
		f.applied = append(f.applied, next.Applied...)
		last = *next
	}
}

// give gives the fix of x up.
func (f *fixer) give(x rule.Finding, why string) {
	f.failed[identity(x)] = true
	f.skipped = append(f.skipped, Skip{x, why})
}

// open returns the findings with a fix that has not failed.
func (f *fixer) open(findings []run.Finding) []rule.Finding {
	var out []rule.Finding
	for _, x := range findings {
		if len(x.Fixes) > 0 && !f.failed[identity(x.Finding)] {
			out = append(out, x.Finding)
		}
	}
	return out
}

// brokenPackages returns the packages of prog that do not compile, but for those in except.
func brokenPackages(prog *load.Program, except map[string]bool) map[string]bool {
	broken := map[string]bool{}
	for _, p := range prog.Packages {
		if len(p.TypeErrors) > 0 && !except[p.ID] {
			broken[p.ID] = true
		}
	}
	return broken
}

// spoilt returns, of the changed files, those with which packages have ceased to
// compile, and what the type checker says: the ones that it complains of, else
// those of the package, else all.
func spoilt(prog *load.Program, broken map[string]bool, changed map[string][]byte) map[string]string {
	ceased := brokenPackages(prog, broken)
	blamed, near, all := map[string]string{}, map[string]string{}, map[string]string{}
	for _, p := range prog.Packages {
		if !ceased[p.ID] {
			continue
		}
		why := p.TypeErrors[0].Msg
		for name := range changed {
			all[name] = why
			if slices.Contains(p.GoFiles, name) {
				near[name] = why
			}
		}
		for _, e := range p.TypeErrors {
			name := e.Fset.Position(e.Pos).Filename
			if _, ok := changed[name]; ok && blamed[name] == "" {
				blamed[name] = e.Msg
			}
		}
	}
	for _, files := range []map[string]string{blamed, near} {
		if len(files) > 0 {
			return files
		}
	}
	return all
}

// takeBack undoes what the last round changed in the files, and notes the fixes
// as failed.
func (f *fixer) takeBack(files map[string]string, last Result, before map[string][]byte) {
	kept := f.applied[:len(f.applied)-len(last.Applied)]
	for _, x := range last.Applied {
		if why := files[x.Fixes[0].Edits[0].Range.Parsed()]; why != "" {
			f.give(x, "the package would not compile: "+why)
		} else {
			kept = append(kept, x)
		}
	}
	f.applied = kept
	for name := range files {
		if old, ok := before[name]; ok {
			f.cfg.Overlay[name] = old
		} else {
			delete(f.cfg.Overlay, name)
		}
	}
}
