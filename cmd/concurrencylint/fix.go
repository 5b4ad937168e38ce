package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/concurrencylint/concurrencylint/internal/fix"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// maxRounds bounds how often findings are looked for and fixed: a fix makes room
// for another at the same place, but not for ever.
const maxRounds = 8

// fixAll applies the first fix of each finding until none is left that can be,
// and writes the files, or prints the changes. Then it prints what remains.
func fixAll(o *options, stdout, stderr io.Writer) int {
	wd, err := os.Getwd()
	if err != nil {
		return fail(stderr, err)
	}
	f := &fixer{cfg: o.loading(wd), rules: o.rules, failed: map[string]bool{}}
	f.cfg.Overlay = map[string][]byte{}
	prog, res, err := f.rounds()
	if err != nil {
		return fail(stderr, err)
	}
	code := complain(prog, res, wd, stderr)
	for _, s := range f.skipped {
		fmt.Fprintf(stderr, "concurrencylint: %s: the fix is not applied: %s\n", s.finding.Range.Short(), s.why)
	}
	if o.diff {
		err = printDiff(stdout, wd, f.cfg)
	} else {
		err = write(f.cfg.Overlay)
		fmt.Fprintf(stderr, "concurrencylint: %d fixes applied in %d files\n", f.applied, len(f.cfg.Overlay))
		if err == nil {
			err = run.Text(stdout, wd, res.Findings)
		}
	}
	switch {
	case err != nil:
		return fail(stderr, err)
	case code == exitClean && (o.diff && f.applied > 0 || !o.diff && len(res.Findings) > 0):
		return exitFindings
	}
	return code
}

// A fixer holds the files as fixed so far, in the overlay of its configuration.
type fixer struct {
	cfg     load.Config
	rules   []*rule.Rule
	applied int
	failed  map[string]bool // fixes, by identity, that cannot be applied
	skipped []skip
}

// A skip is a finding whose fix is not applied.
type skip struct {
	finding rule.Finding
	why     string
}

// identity names a finding independently of the lines that other fixes move.
func identity(f rule.Finding) string { return f.Rule + "\x00" + f.Func + "\x00" + f.Message }

// rounds looks for findings and fixes them until nothing changes, and returns
// what it saw last.
func (f *fixer) rounds() (*load.Program, *run.Result, error) {
	var broken map[string]bool // packages that did not compile at first
	last := fix.Result{}       // what the round before changed
	before := map[string][]byte{}
	for round := 0; ; round++ {
		prog, res, err := analyse(f.cfg, f.rules)
		if err != nil {
			return nil, nil, err
		}
		if broken == nil {
			broken = brokenPackages(prog, nil)
		} else if files := spoilt(prog, broken, last.Files); len(files) > 0 {
			f.takeBack(files, last, before)
			last = fix.Result{}
			continue
		}
		if round >= maxRounds {
			return prog, res, nil
		}
		next, err := fix.Apply(f.open(res.Findings), f.cfg.ReadFile)
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
		f.applied += len(next.Applied)
		last = *next
	}
}

// give gives the fix of x up.
func (f *fixer) give(x rule.Finding, why string) {
	f.failed[identity(x)] = true
	f.skipped = append(f.skipped, skip{x, why})
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

// spoilt returns the changed files of packages that have ceased to compile; all
// of them if it is another package that has.
func spoilt(prog *load.Program, broken map[string]bool, changed map[string][]byte) map[string]bool {
	ceased := brokenPackages(prog, broken)
	if len(ceased) == 0 {
		return nil
	}
	files := map[string]bool{}
	for _, p := range prog.Packages {
		for _, name := range p.GoFiles {
			if _, ok := changed[name]; ok && ceased[p.ID] {
				files[name] = true
			}
		}
	}
	if len(files) == 0 {
		for name := range changed {
			files[name] = true
		}
	}
	return files
}

// takeBack undoes what the last round changed in the files, and notes the fixes
// as failed. A fix changes one file.
func (f *fixer) takeBack(files map[string]bool, last fix.Result, before map[string][]byte) {
	for _, x := range last.Applied {
		if slices.ContainsFunc(x.Fixes[0].Edits, func(e rule.Edit) bool { return files[e.Range.Parsed()] }) {
			f.give(x, "the package would not compile")
			f.applied--
		}
	}
	for name := range files {
		if old, ok := before[name]; ok {
			f.cfg.Overlay[name] = old
		} else {
			delete(f.cfg.Overlay, name)
		}
	}
}

// write replaces the files, each at once.
func write(files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		tmp, err := os.CreateTemp(filepath.Dir(name), ".concurrencylint-*")
		if err != nil {
			return err
		}
		_, err = tmp.Write(files[name])
		if e := tmp.Close(); err == nil {
			err = e
		}
		if err == nil {
			err = os.Chmod(tmp.Name(), info.Mode().Perm())
		}
		if err == nil {
			err = os.Rename(tmp.Name(), name)
		}
		if err != nil {
			os.Remove(tmp.Name())
			return err
		}
	}
	return nil
}

// printDiff prints what the overlay changes, as a unified diff.
func printDiff(w io.Writer, wd string, cfg load.Config) error {
	for _, name := range slices.Sorted(maps.Keys(cfg.Overlay)) {
		old, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if bytes.Equal(old, cfg.Overlay[name]) {
			continue
		}
		short := name
		if rel, err := filepath.Rel(wd, name); err == nil && filepath.IsLocal(rel) {
			short = filepath.ToSlash(rel)
		}
		if _, err := w.Write(diff.Diff("a/"+short, old, "b/"+short, cfg.Overlay[name])); err != nil {
			return err
		}
	}
	return nil
}
