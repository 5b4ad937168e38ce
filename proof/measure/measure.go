// Package measure is what the tests of the programs share.
package measure

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Right is the environment variable that is set where the test runs with the
// program as it is after the fix.
const Right = "PROOF_RIGHT"

// Rule returns the name of the rule that a program belongs to: a rule's second program
// is named "rule_mistake".
func Rule(program string) string {
	rule, _, _ := strings.Cut(program, "_")
	return rule
}

// Report compares what the program of a rule did with what the page of the rule
// says of it:
//
//	setup. Wrong: outcome. Right: outcome.
func Report(t *testing.T, setup, outcome string) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("..", "..", "docs", "rules", Rule(filepath.Base(dir))+".md")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), setup+". Wrong: ")
	wrong, rest, ok2 := strings.Cut(rest, ". Right: ")
	right, _, ok3 := strings.Cut(rest, ".\n")
	said := wrong
	if os.Getenv(Right) != "" {
		said = right
	}
	if !ok || !ok2 || !ok3 || said != outcome {
		t.Errorf("%s\nmeasured: %s: %s\nsaid: %s", name, setup, outcome, said)
	}
	if wrong == right {
		t.Errorf("%s: the same right and wrong: %s", name, right)
	}
}
