// Package proof shows that what the rules report does happen, and that their fixes
// cure it: see README.md.
package proof

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestFindings: the linter finds in each program the mistake of its rule, and
// nothing else; its fix, or the documented change where there is none, cures that.
func TestFindings(t *testing.T) {
	rules := programs(t)
	linter := build(t)
	found := lint(t, linter, ".")
	fixed := copyPrograms(t, rules)
	run(t, linter, "-C", fixed, "-fix", "./...")
	for _, rule := range rules {
		main := filepath.Join(fixed, rule, "main.go")
		if ds := found[rule][rule]; len(found[rule]) != 1 || len(ds) != 1 || !strings.Contains(ds[0].Posn, "main.go:") {
			t.Errorf("%s: want one finding, of this rule: %v", rule, found[rule])
		} else if len(ds[0].Fixes) == 0 {
			write(t, main, read(t, golden(rule)))
		} else if read(t, main) != read(t, golden(rule)) {
			t.Errorf("%s: -fix makes\n%s", golden(rule), read(t, main))
		}
		delete(found, rule)
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
	for _, rule := range programs(t) {
		args = append(args, "./"+rule)
	}
	test(t, true, args...)
}

// TestRace: what is true of handlerstate under the race detector.
func TestRace(t *testing.T) {
	test(t, false, "-race", "-run=TestRace", "./handlerstate")
	test(t, true, "-race", "-run=TestRace", "./handlerstate")
}
