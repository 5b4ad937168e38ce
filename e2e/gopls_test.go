//go:build e2e

package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// gopls returns a run of gopls with the rules in it, built once. Its caches are
// those of the tests alone.
func gopls(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	exe := filepath.Join(binaries, "gopls")
	if _, err := os.Stat(exe); err != nil {
		builder := goBuild(t, root(), "./cmd/gopls-concurrencylint")
		if _, stderr, code := execute(t, root(), nil, builder, "-o", exe); code != 0 {
			t.Fatalf("%s: exit %d\n%s", builder, code, stderr)
		}
	}
	cmd := exec.CommandContext(t.Context(), exe, args...)
	cmd.Env = append(os.Environ(), "GOPLSCACHE="+filepath.Join(binaries, "gopls-cache"), "XDG_CONFIG_HOME="+filepath.Join(binaries, "config"))
	return cmd
}

func isRule(name string) bool {
	return slices.ContainsFunc(analyzers.Rules(), func(r *rule.Rule) bool { return r.Name == name })
}

// copyOf copies the module in dir, since gopls is to see it edited.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// goFiles lists the Go files of the module in dir.
func goFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".go") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A mistake is the one finding of unboundedgo in the shop.
const (
	mistakeFile = "internal/quote/quote.go"
	mistakeRule = "unboundedgo"
	mistakeLoop = "\tfor i, currency"
	mistakeCall = "\t\tg.Go("
)

// TestGoplsInAnEditor: gopls shows what go vet finds, and keeps up with what is
// typed.
func TestGoplsInAnEditor(t *testing.T) {
	dir := copyOf(t, filepath.Join(root(), "examples", "shop"))
	want := goVet(t, dir)
	at := slices.IndexFunc(want, func(f finding) bool { return f.File == mistakeFile })
	if at < 0 || want[at].Rule != mistakeRule {
		t.Fatalf("no finding of %s in %s:\n%s", mistakeRule, mistakeFile, lines(want))
	}
	others := slices.Delete(slices.Clone(want), at, at+1)
	e := newEditor(t, gopls(t), dir)
	for _, file := range goFiles(t, dir) {
		e.open(file)
	}
	e.await(want)
	t.Run("links", func(t *testing.T) { checkLinks(t, e, want) })
	t.Run("related", func(t *testing.T) { checkRelated(t, e) })
	text := e.texts[mistakeFile]
	steps := []struct {
		name string
		do   func()
		want []finding
	}{
		{"mended", func() { e.edit(mistakeFile, replace(t, text, mistakeLoop, "\tg.SetLimit(8)\n"+mistakeLoop)) }, others},
		{"not mended", func() { e.edit(mistakeFile, text) }, want},
		{"moved", func() { e.edit(mistakeFile, replace(t, text, mistakeCall, "\t\t/* größer: 𝒳 */g.Go(")) }, moved(want, at, len("/* größer: 𝒳 */"))},
		{"not compiling", func() { e.edit(mistakeFile, text+"\nvar broken int = undefined\n") }, want},
		{"switched off", func() { e.configure(analyses(mistakeRule, false)) }, others},
		{"switched on", func() { e.configure(analyses(mistakeRule, true)) }, want},
	}
	for _, step := range steps {
		t.Log(step.name)
		step.do()
		e.await(step.want)
	}
	e.request("shutdown", nil, nil)
}

// analyses are settings of gopls that switch a rule.
func analyses(rule string, on bool) map[string]any {
	return map[string]any{"analyses": map[string]bool{rule: on}}
}

// moved is all with one finding further to the right.
func moved(all []finding, which, by int) []finding {
	all = slices.Clone(all)
	all[which].Col += by
	return all
}

// replace is an edit that has to find its place.
func replace(t *testing.T, text, old, new string) string {
	t.Helper()
	if strings.Count(text, old) != 1 {
		t.Fatalf("%q does not stand once in\n%s", old, text)
	}
	return strings.Replace(text, old, new, 1)
}

// checkLinks: a diagnostic names its rule and links to the page of it.
func checkLinks(t *testing.T, e *editor, want []finding) {
	for _, f := range want {
		for _, d := range e.shown(f.File) {
			if d.Source != d.Code || d.Severity != 2 {
				t.Errorf("%s: source %q, code %q, severity %d", f, d.Source, d.Code, d.Severity)
			}
			page, ok := strings.CutPrefix(d.CodeDescription.Href, "https://github.com/concurrencylint/concurrencylint/blob/main/")
			page, heading, _ := strings.Cut(page, "#")
			text, err := os.ReadFile(filepath.Join(root(), page))
			if !ok || err != nil || page != "docs/rules/"+d.Source+".md" || !strings.Contains(string(text), "\n# "+heading+"\n") {
				t.Errorf("%s: link to %s (%v)", f, d.CodeDescription.Href, err)
			}
		}
	}
}

// checkRelated: a diagnostic leads to what else it speaks of.
func checkRelated(t *testing.T, e *editor) {
	text := e.texts[mistakeFile]
	for _, d := range e.shown(mistakeFile) {
		if len(d.RelatedInformation) != 1 {
			t.Fatalf("related to %s: %+v", d.Message, d.RelatedInformation)
		}
		r := d.RelatedInformation[0]
		start := offset(text, r.Location.Range.Start)
		if e.file(r.Location.URI) != mistakeFile || start != strings.Index(text, mistakeLoop)+1 || r.Message != "the loop" {
			t.Errorf("related to %s: %+v", d.Message, r)
		}
	}
}

// TestGoplsQuickFix: gopls offers the fix of a finding, and applying it leaves what
// go vet finds in the fixed files. It also offers to hand a context down, which other
// drivers do only if asked to.
func TestGoplsQuickFix(t *testing.T) {
	dir := copyOf(t, filepath.Join(root(), "testdata", "src"))
	fixable := goVetFixable(t, dir)
	all := goVet(t, dir)
	threaded := func(f finding) bool { return f.File == "contextless/thread/thread.go" }
	if len(fixable) == 0 || slices.ContainsFunc(fixable, threaded) {
		t.Fatalf("go vet has fixes for\n%s", lines(fixable))
	}
	for name, fixed := range map[string]finding{"first": fixable[0], "context": all[slices.IndexFunc(all, threaded)]} {
		t.Run(name, func(t *testing.T) { quickFix(t, dir, fixed, all) })
	}
}

// quickFix applies the fix of one of the findings in the module in dir.
func quickFix(t *testing.T, dir string, fixed finding, all []finding) {
	here := func(f finding) bool { return path.Dir(f.File) == path.Dir(fixed.File) }
	before := only(all, here)
	e := newEditor(t, gopls(t), dir)
	for _, file := range goFiles(t, dir) {
		if path.Dir(file) == path.Dir(fixed.File) {
			e.open(file)
		}
	}
	e.await(before)
	e.quickFix(fixed)
	for file, text := range e.texts {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	after := only(goVet(t, dir), here)
	if len(after) != len(before)-1 {
		t.Errorf("the fix of\n%s\nleads from\n%sto\n%s", fixed, lines(before), lines(after))
	}
	e.await(after)
}

// goVetFixable returns the findings that go vet has a fix for.
func goVetFixable(t *testing.T, dir string) []finding {
	t.Helper()
	stdout, stderr, code := execute(t, dir, nil, "go", "vet", "-vettool="+tool(t), "-json", "./...")
	if code != 0 {
		t.Fatalf("go vet: exit %d\n%s", code, stderr)
	}
	var found []finding
	for d := json.NewDecoder(strings.NewReader(stdout)); ; {
		var tree map[string]map[string][]struct {
			Posn, Message string
			Fixes         []json.RawMessage `json:"suggested_fixes"`
		}
		if err := d.Decode(&tree); errors.Is(err, io.EOF) {
			return sorted(found)
		} else if err != nil {
			t.Fatal(err)
		}
		for _, rules := range tree {
			for rule, ds := range rules {
				for _, d := range ds {
					if len(d.Fixes) > 0 {
						found = append(found, at(t, dir, d.Posn, rule, d.Message))
					}
				}
			}
		}
	}
}

// TestGoplsCheck: the command line of gopls prints the findings of a file.
func TestGoplsCheck(t *testing.T) {
	dir := copyOf(t, filepath.Join(root(), "examples", "shop"))
	out := goplsCheck(t, dir, mistakeFile)
	for _, f := range goVet(t, dir) {
		line := fmt.Sprintf("%s:%d:%d-", filepath.Join(dir, f.File), f.Line, f.Col)
		got := strings.Contains(out, line) && strings.Contains(out, ": "+f.Message+"\n")
		if want := f.File == mistakeFile; got != want {
			t.Errorf("%s: printed %v, want %v\n%s", f, got, want, out)
		}
	}
}

// TestGoplsOutsideOfModules: a file that belongs to no module is linted as well.
func TestGoplsOutsideOfModules(t *testing.T) {
	dir := t.TempDir()
	text := "package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":80\", nil) }\n"
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	if out := goplsCheck(t, dir, "main.go"); !strings.Contains(out, "main.go:5:15-") {
		t.Errorf("no finding of servertimeout:\n%s", out)
	}
}

func goplsCheck(t *testing.T, dir, file string) string {
	t.Helper()
	cmd := gopls(t, "check", file)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("gopls check: %v\n%s", err, out)
	}
	return string(out)
}
