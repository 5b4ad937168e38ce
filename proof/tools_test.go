package proof

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/proof/measure"
)

// programs returns the names of the programs. Each rule, which has a page, has one, and may
// have others.
func programs(t *testing.T) []string {
	t.Helper()
	names := glob(t, "*/main.go")
	var rules []string
	for i, name := range names {
		names[i] = filepath.Dir(name)
		rules = append(rules, measure.Rule(names[i]))
	}
	pages := glob(t, "../docs/rules/*.md")
	for i, name := range pages {
		pages[i] = strings.TrimSuffix(filepath.Base(name), ".md")
	}
	if rules = slices.Compact(rules); !slices.Equal(rules, pages) {
		t.Fatalf("rules with a page %v, with a program %v", pages, rules)
	}
	return names
}

// golden names the file that holds a program as it should be.
func golden(program string) string { return filepath.Join(program, "main.go.golden") }

// test runs tests, with the programs as they should be if right is set.
func test(t *testing.T, right bool, args ...string) {
	t.Helper()
	cmd := exec.Command("go", "test", "-count=1", "-vet=off")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1") // for -race
	if right {
		cmd.Args = append(cmd.Args, "-overlay="+overlay(t))
		cmd.Env = append(cmd.Env, measure.Right+"=1")
	}
	cmd.Args = append(cmd.Args, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %v\n%s", cmd.Args, err, out)
	}
}

// overlay tells the go command to read the programs as they should be.
func overlay(t *testing.T) string {
	var o struct{ Replace map[string]string }
	o.Replace = map[string]string{}
	for _, name := range programs(t) {
		o.Replace[filepath.Join(name, "main.go")] = golden(name)
	}
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "overlay.json")
	write(t, name, string(data))
	return name
}

// copyPrograms copies the programs to a module of their own.
func copyPrograms(t *testing.T, names []string) string {
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		write(t, filepath.Join(dir, name), read(t, name))
	}
	for _, name := range names {
		if err := os.Mkdir(filepath.Join(dir, name), 0o777); err != nil {
			t.Fatal(err)
		}
		main := filepath.Join(name, "main.go")
		write(t, filepath.Join(dir, main), read(t, main))
	}
	return dir
}

// build builds the linter.
func build(t *testing.T) string {
	name := filepath.Join(t.TempDir(), "concurrencylint")
	cmd := exec.Command("go", "build", "-C", "..", "-o", name, "./cmd/concurrencylint")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

// lint returns what the linter finds in dir, by the name of the directory and the rule.
func lint(t *testing.T, linter, dir string) map[string]map[string][]diagnostic {
	t.Helper()
	out := run(t, linter, "-C", dir, "-json", "./...")
	var found map[string]map[string][]diagnostic
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatal(err)
	}
	byDir := map[string]map[string][]diagnostic{}
	for pkg, ds := range found {
		byDir[filepath.Base(pkg)] = ds
	}
	return byDir
}

// A diagnostic is what the linter prints of a finding.
type diagnostic struct {
	Posn, Message string
	Fixes         []any `json:"suggested_fixes"`
}

// run runs the linter, which finds something or not, and returns what it prints.
func run(t *testing.T, linter string, args ...string) string {
	t.Helper()
	cmd := exec.Command(linter, args...)
	out, err := cmd.Output()
	if exit := new(exec.ExitError); err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		t.Fatalf("%v: %v\n%s", args, err, exit.Stderr)
	}
	return string(out)
}

func glob(t *testing.T, pattern string) []string {
	names, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
