package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// rules returns two rules, of which the first has an option.
func rules() []*rule.Rule {
	a := &rule.Rule{Name: "one", Doc: "report one"}
	a.Flags.String("mode", "", "")
	return []*rule.Rule{rule.New(a), rule.New(&rule.Rule{Name: "two", Doc: "report two"})}
}

// forget empties what the project has told.
func forget() {
	project.Handlers, project.Contextless, project.Pools, project.Detached, project.Exclude = nil, nil, nil, nil, nil
}

// apply applies a configuration file.
func apply(file string, rules []*rule.Rule) (*Choice, error) {
	c, err := Read(file, rules)
	if err != nil {
		return nil, err
	}
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	choice := Define(fs, rules)
	return choice, c.Apply(fs, func(string) bool { return false })
}

// TestEffective: what is in force, read again, is the same.
func TestEffective(t *testing.T) {
	t.Cleanup(forget)
	const text = `rules:
  one: true
  two: false
options:
  one:
    mode: all
exclude:
  - paths:
      - /x/{y,z}/**
    rules:
      - one
      - two
  - paths:
      - /w
handlers:
  - '*example.com/m.T'
contextless:
  - call: example.com/m.T.M
    instead: use N({ctx}, ...)
pools:
  - example.com/m.F
detached:
  - example.com/m.v2.G
`
	choice, err := apply(write(t, Name, text), rules())
	if err != nil {
		t.Fatal(err)
	}
	if got := choice.Effective().String(); got != text {
		t.Errorf("got\n%swant\n%s", got, text)
	}
}

// TestPaths: paths of the file are relative to it.
func TestPaths(t *testing.T) {
	t.Cleanup(forget)
	file := write(t, "odd[1]*/"+Name, "exclude:\n- paths: [a/**/b.go, ./c/]\n  rules: [one]\n")
	if _, err := apply(file, rules()); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(file)
	for name, want := range map[string]bool{"a/b.go": true, "a/x/y/b.go": true, "a/x/c.go": false, "c/d/e.go": true, "d/c/e.go": false, "cc/e.go": false} {
		if got := project.Exclude.Of("one", filepath.Join(dir, name)) != nil; got != want {
			t.Errorf("%s: excluded %t, want %t", name, got, want)
		}
	}
	if project.Exclude.Of("two", filepath.Join(dir, "a/b.go")) != nil {
		t.Error("another rule is excluded")
	}
}

// FuzzRead: odd files make errors, in one line that names the file.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"rules:\n  one: true\n", "exclude:\n- paths: [a]\n  rules: [two]\n", "a: &x 1\nb: *x\n", "--- \n---\n", "? a\n: b\n",
		"options: {one: {mode: [1, {b: c}]}}\n", "contextless:\n- call: a.B\n  instead: |\n    x\n", "<<: *a\n", "!!map a", "\xff", "- - -",
		"rules: !!binary x", "pools: [~, 1]", "%YAML 1.1\n---\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		defer forget()
		file := write(t, Name, text)
		if _, err := apply(file, rules()); err != nil && !strings.HasPrefix(err.Error(), file+":") {
			t.Errorf("the error does not name the file: %v", err)
		}
	})
}
