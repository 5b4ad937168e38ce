package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/concurrencylint/concurrencylint/internal/fix"
	"github.com/concurrencylint/concurrencylint/internal/format"
)

// fixAll applies the first fix of each finding until none is left that can be,
// and writes the files, or prints the changes. Then it prints what remains.
func fixAll(o *options, stdout, stderr io.Writer) int {
	wd, err := os.Getwd()
	if err != nil {
		return fail(stderr, err)
	}
	cfg := o.loading(wd)
	fresh, err := o.known.filter(cfg.Dir)
	if err != nil {
		return fail(stderr, err)
	}
	out, err := fix.All(cfg, o.rules, fresh)
	if err != nil {
		return fail(stderr, err)
	}
	code := complain(out.Program, out.Result, o.registry, wd, stderr)
	for _, s := range out.Skipped {
		fmt.Fprintf(stderr, "concurrencylint: %s: the fix is not applied: %s\n", s.Finding.Range.Short(), s.Why)
	}
	if !o.diff {
		err = write(out.Files)
		fmt.Fprintf(stderr, "concurrencylint: fixes applied: %d, files changed: %d\n", len(out.Applied), len(out.Files))
		if err != nil {
			return fail(stderr, err)
		}
		return o.report(code, out.Program, out.Result.Findings, wd, stdout, stderr)
	}
	switch err := printDiff(stdout, wd, out.Files); {
	case err != nil:
		return fail(stderr, err)
	case code == exitClean && len(out.Files) > 0:
		return exitFindings
	}
	return code
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

// printDiff prints what changes in the files, as a unified diff.
func printDiff(w io.Writer, wd string, files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		old, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		short := format.Relative(wd, name)
		if _, err := w.Write(diff.Diff("a/"+short, old, "b/"+short, files[name])); err != nil {
			return err
		}
	}
	return nil
}
