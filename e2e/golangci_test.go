//go:build e2e

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// golangciConfig is the configuration that users copy.
func golangciConfig() string { return filepath.Join(root(), ".golangci-plugin", ".golangci.yml") }

// golangci runs golangci-lint, with the rules and no other linter, on the module in
// dir. It returns the exit code with what is logged.
func golangci(t *testing.T, dir, config string, args ...string) (found []finding, log string, code int) {
	t.Helper()
	stdout, log, code := golangciCommand(t, dir, append([]string{
		"run", "--config", config, "--enable-only", "concurrencylint",
		"--path-mode", "abs", "--output.json.path", "stdout", "--show-stats=false",
	}, args...)...)
	if stdout == "" {
		return nil, log, code
	}
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct {
				Filename     string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout, log)
	}
	for _, i := range report.Issues {
		rule, message, ok := strings.Cut(i.Text, ": ")
		if i.FromLinter != "concurrencylint" || !ok {
			t.Errorf("issue of %s: %s", i.FromLinter, i.Text)
		}
		found = append(found, finding{relative(t, dir, i.Pos.Filename), i.Pos.Line, i.Pos.Column, rule, message})
	}
	return sorted(found), log, code
}

// golangciCommand runs golangci-lint with a cache that the tests share.
func golangciCommand(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	exe := goBuild(t, filepath.Join(root(), "e2e", "golangci"), ".")
	cache := "GOLANGCI_LINT_CACHE=" + filepath.Join(binaries, "golangci-cache")
	return execute(t, dir, []string{cache}, exe, args...)
}

// TestGolangciAgrees: golangci-lint finds what go vet finds, also the second
// time, when it gets its findings from its cache.
func TestGolangciAgrees(t *testing.T) {
	for _, c := range corpora() {
		t.Run(c.name, func(t *testing.T) {
			want := goVet(t, c.dir)
			for _, run := range []string{"first", "second"} {
				found, log, code := golangci(t, c.dir, golangciConfig(), "./...")
				if code != 1 || log != "" {
					t.Errorf("%s run: exit %d\n%s", run, code, log)
				}
				if d := difference(found, want); d != "" || len(found) == 0 {
					t.Errorf("%s run: differs from go vet:\n%s", run, d)
				}
			}
		})
	}
}

// withSettings writes a configuration that is golangciConfig's with settings of the
// linter, lines of YAML.
func withSettings(t *testing.T, settings string) string {
	t.Helper()
	text, err := os.ReadFile(golangciConfig())
	if err != nil {
		t.Fatal(err)
	}
	const entry = "        type: module\n"
	if strings.Count(string(text), entry) != 1 {
		t.Fatalf("%s does not have the line %q once", golangciConfig(), entry)
	}
	const indent = "\n          "
	settings = "        settings:" + indent + strings.ReplaceAll(settings, "\n", indent) + "\n"
	file := filepath.Join(t.TempDir(), ".golangci.yml")
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), entry, entry+settings, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestGolangciSettings: settings do what the flags of the same names do, and what is
// not known is an error that names it.
func TestGolangciSettings(t *testing.T) {
	shop := corpora()[0].dir
	want := goVetWith(t, shop, "-sleepsync=false", "-contextless.mode=all")
	found, log, _ := golangci(t, shop, withSettings(t, "rules: {sleepsync: false}\noptions:\n  contextless: {mode: all}"), "./...")
	if d := difference(found, want); d != "" || len(found) == 0 {
		t.Errorf("differs from go vet with flags:\n%s%s", d, log)
	}
	for settings, want := range map[string]string{
		"rule: {sleepsync: false}":        `unknown field "rule"`,
		"rules: {slepsync: false}":        `rules.slepsync: no rule "slepsync"`,
		"options: {sleepsync: {mode: x}}": `options.sleepsync.mode: rule sleepsync has no option "mode"`,
	} {
		_, log, code := golangci(t, shop, withSettings(t, settings), "./...")
		if code != 3 || !strings.Contains(log, want) {
			t.Errorf("%s: exit %d, want 3 and %q in:\n%s", settings, code, want, log)
		}
	}
}

// TestGolangciOnlyTests: of a directory with only tests from outside golangci-lint
// makes a package without files as well.
func TestGolangciOnlyTests(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.org/p\n\ngo 1.26.0\n", "p_test.go": "package p_test\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if found, log, code := golangci(t, dir, golangciConfig(), "./..."); code != 0 || log != "" {
		t.Errorf("exit %d\n%s%s", code, lines(found), log)
	}
}

// TestGolangciConfig: the configuration has nothing that golangci-lint does not know.
func TestGolangciConfig(t *testing.T) {
	if out, log, code := golangciCommand(t, root(), "config", "verify", "--config", golangciConfig()); code != 0 {
		t.Errorf("exit %d\n%s%s", code, out, log)
	}
}

// TestGolangciNolint: comments of golangci-lint that name the linter silence it;
// those that name a rule do not, and golangci-lint warns of them.
func TestGolangciNolint(t *testing.T) {
	dir, all := shopCopy(t)
	var want []finding
	for _, f := range all {
		switch f.Rule {
		case "sleepsync":
			appendToLine(t, dir, f, " //nolint:concurrencylint // the reason")
			continue
		case "acceptloop":
			appendToLine(t, dir, f, " //nolint:acceptloop")
		}
		want = append(want, f)
	}
	found, log, _ := golangci(t, dir, golangciConfig(), "./...")
	if d := difference(found, want); d != "" || len(want) != len(all)-1 {
		t.Errorf("of %d findings one is silenced:\n%s", len(all), d)
	}
	if warning := "unknown linters in //nolint directives: acceptloop"; !strings.Contains(log, warning) {
		t.Errorf("no %q in:\n%s", warning, log)
	}
}

// TestGolangciNew: issues.new shows what is found in changed lines alone.
func TestGolangciNew(t *testing.T) {
	dir, all := shopCopy(t)
	git := func(args ...string) {
		t.Helper()
		args = append([]string{"-c", "user.name=e2e", "-c", "user.email=e2e@example.org"}, args...)
		if _, log, code := execute(t, dir, nil, "git", args...); code != 0 {
			t.Fatalf("git %v: exit %d\n%s", args, code, log)
		}
	}
	git("init", "-q")
	git("add", ".")
	git("commit", "-q", "-m", "shop")
	changed := all[len(all)-1]
	appendToLine(t, dir, changed, " // changed")
	found, log, _ := golangci(t, dir, golangciConfig(), "--new", "./...")
	if d := difference(found, []finding{changed}); d != "" {
		t.Errorf("one line changed:\n%s%s", d, log)
	}
}

// shopCopy copies the shop and returns where to, with what golangci-lint finds there.
func shopCopy(t *testing.T) (dir string, found []finding) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(corpora()[0].dir)); err != nil {
		t.Fatal(err)
	}
	found, log, _ := golangci(t, dir, golangciConfig(), "./...")
	if len(found) == 0 {
		t.Fatalf("nothing found in the shop\n%s", log)
	}
	return dir, found
}

// appendToLine adds text to the line of f, in the module in dir.
func appendToLine(t *testing.T, dir string, f finding, text string) {
	t.Helper()
	file := filepath.Join(dir, f.File)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Split(string(content), "\n")
	all[f.Line-1] += text
	if err := os.WriteFile(file, []byte(strings.Join(all, "\n")), 0o666); err != nil {
		t.Fatal(err)
	}
}
