package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/concurrencylint/concurrencylint/internal/baseline"
	"github.com/concurrencylint/concurrencylint/internal/changes"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// known is what the command line says about findings that were there before.
type known struct {
	baseline string
	recent   bool
	since    string
}

func (k *known) define(fs *flag.FlagSet) {
	fs.StringVar(&k.baseline, "baseline", "", "leave out the findings that `file` knows, see -write-baseline")
	fs.BoolVar(&k.recent, "new", false, "print only findings in what is not committed yet, or else in the last commit: where their line, or a call on the way to it, has changed")
	fs.StringVar(&k.since, "new-from", "", "print only findings in what has changed since the `revision`, as -new does")
}

// A filter returns the findings that are new. Called again, after fixes have moved
// lines, it knows those again that were not new before.
type filter func([]run.Finding) []run.Finding

// filter returns the filter that the options ask for, for packages in dir.
func (k *known) filter(dir string) (filter, error) {
	old := baseline.Baseline{}
	if k.baseline != "" {
		data, err := os.ReadFile(k.baseline)
		if err != nil {
			return nil, fmt.Errorf("-baseline: %w", err)
		}
		if old, err = baseline.Read(k.baseline, data); err != nil {
			return nil, fmt.Errorf("-baseline: %w", err)
		}
	}
	lines, err := k.changes(dir)
	if err != nil || lines == nil {
		return old.New, err
	}
	return func(fs []run.Finding) []run.Finding {
		if lines == nil {
			return old.New(fs)
		}
		fresh, rest := split(fs, lines)
		fresh = old.New(fresh)
		for k, n := range baseline.Of(rest) {
			old[k] += n
		}
		lines = nil
		return fresh
	}, nil
}

// changes returns the lines that count as new; nil if all do.
func (k *known) changes(dir string) (*changes.Changes, error) {
	switch {
	case k.since != "":
		c, err := changes.Since(dir, k.since)
		if err != nil {
			return nil, fmt.Errorf("-new-from: %w", err)
		}
		return c, nil
	case k.recent:
		c, err := changes.Uncommitted(dir)
		if err != nil {
			return nil, fmt.Errorf("-new: %w", err)
		}
		return c, nil
	}
	return nil, nil
}

// split tells the findings in changed lines, or with a changed call on the way from
// the handler, from the rest.
func split(fs []run.Finding, lines *changes.Changes) (fresh, rest []run.Finding) {
	for _, f := range fs {
		if changed(f, lines) {
			fresh = append(fresh, f)
		} else {
			rest = append(rest, f)
		}
	}
	return fresh, rest
}

func changed(f run.Finding, lines *changes.Changes) bool {
	if lines.Touch(f.Range) {
		return true
	}
	if way := f.Way(); way != nil {
		for _, s := range way.Steps {
			if lines.Touch(s.Call.Range) {
				return true
			}
		}
		return lines.Touch(way.Handler.Range)
	}
	return false
}
