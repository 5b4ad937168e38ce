// Package proof shows that what the rules report does happen, and that their fixes
// cure it: see README.md.
package proof

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// TestFindings: the linter finds in each program the mistake of its rule, and
// nothing else; its fix, or the documented change where there is none, cures that.
func TestFindings(t *testing.T) {
	names := programs(t)
	linter := build(t)
	found := lint(t, linter, ".")
	fixed := copyPrograms(t, names)
	run(t, linter, "-C", fixed, "-fix", "./...")
	for _, name := range names {
		main := filepath.Join(fixed, name, "main.go")
		if ds := found[name][measure.Rule(name)]; len(found[name]) != 1 || len(ds) != 1 || !strings.Contains(ds[0].Posn, "main.go:") {
			t.Errorf("%s: want one finding, of its rule: %v", name, found[name])
		} else if len(ds[0].Fixes) == 0 {
			write(t, main, read(t, golden(name)))
		} else if read(t, main) != read(t, golden(name)) {
			t.Errorf("%s: -fix makes\n%s", golden(name), read(t, main))
		}
		delete(found, name)
	}
	if len(found) > 0 {
		t.Errorf("found elsewhere: %v", found)
	}
	if left := lint(t, linter, fixed); len(left) > 0 {
		t.Errorf("not cured: %v", left)
	}
}

// TestRight: the programs do as they should when they are fixed. (That they do not
// before is what their own tests show.)
func TestRight(t *testing.T) {
	var args []string
	for _, name := range programs(t) {
		args = append(args, "./"+name)
	}
	test(t, true, args...)
}

// TestRace: what is true of handlerstate under the race detector.
func TestRace(t *testing.T) {
	test(t, false, "-race", "-run=TestRace", "./handlerstate", "./handlerstate_counter")
	test(t, true, "-race", "-run=TestRace", "./handlerstate", "./handlerstate_counter")
}
