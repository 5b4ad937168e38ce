package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v4"
)

// blocks matches the files that docs/ci.md shows: their first line is a comment with
// their name.
var blocks = regexp.MustCompile("(?ms)^```\\w+\n# (\\S+)\n(.*?)^```")

// recipes returns these files, by name.
func recipes(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, m := range blocks.FindAllStringSubmatch(string(text), -1) {
		files[m[1]] = m[2]
	}
	return files
}

// A checkout is the demonstration in a repository of its own, on a branch that has
// changed one line of it.
type checkout struct {
	t   *testing.T
	dir string
	env []string
}

func newCheckout(t *testing.T) *checkout {
	t.Helper()
	c := &checkout{t: t, dir: t.TempDir()}
	if err := os.CopyFS(c.dir, os.DirFS(shop)); err != nil {
		t.Fatal(err)
	}
	c.env = append(os.Environ(), "PATH="+filepath.Dir(exe)+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com", "GITHUB_BASE_REF=main")
	c.run(0, "git init -q -b main && git add . && git commit -qm one && git update-ref refs/remotes/origin/main HEAD && git checkout -qb branch")
	name := filepath.Join(c.dir, "internal", "store", "products.go")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte("ORDER BY sku"), []byte("ORDER BY name"), 1)
	if bytes.Equal(text, changed) {
		t.Fatal("nothing to change")
	}
	if err := os.WriteFile(name, changed, 0o666); err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs a line of shell, which is to exit with code, and returns what it prints.
// What installs the command from its repository is left out: it is on the PATH.
func (c *checkout) run(code int, line string) string {
	c.t.Helper()
	if strings.HasPrefix(line, "go install ") {
		return ""
	}
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir, cmd.Env = c.dir, c.env
	out, err := cmd.CombinedOutput()
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got, err = exit.ExitCode(), nil
	}
	if err != nil || got != code {
		c.t.Fatalf("%s\nexit code %d, want %d; %v\n%s", line, got, code, err, out)
	}
	return string(out)
}

func (c *checkout) read(name string) []byte {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	return data
}

// steps returns what a workflow runs, and fails if GitHub would not take the workflow.
func steps(t *testing.T, name, text string) []string {
	t.Helper()
	var out bytes.Buffer
	linter, err := actionlint.NewLinter(&out, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if errs, err := linter.Lint(name, []byte(text), nil); err != nil || len(errs) > 0 {
		t.Fatalf("%v\n%s", err, &out)
	}
	workflow, _ := actionlint.Parse([]byte(text))
	var lines []string
	for _, step := range workflow.Jobs["concurrencylint"].Steps {
		if run, ok := step.Exec.(*actionlint.ExecRun); ok {
			lines = append(lines, run.Run.Value)
		}
	}
	return lines
}

func TestGitHubCodeScanning(t *testing.T) {
	const name = ".github/workflows/concurrencylint.yml"
	c := newCheckout(t)
	lines := steps(t, name, recipes(t)[name])
	c.run(0, lines[0])
	c.run(1, lines[1])
	if err := schema(t).Validate(value(t, c.read("concurrencylint.sarif"))); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(string(c.read("concurrencylint.html")), "<!DOCTYPE html>") {
		t.Error("no page")
	}
}

func TestGitHubAnnotations(t *testing.T) {
	const name = ".github/workflows/annotations.yml"
	c := newCheckout(t)
	lines := steps(t, name, recipes(t)[name])
	c.run(0, lines[0])
	out := c.run(1, lines[1])
	if strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "::warning file=internal/store/products.go,line=18,") {
		t.Errorf("not the one finding in what the branch has changed:\n%s", out)
	}
}

func TestGitLab(t *testing.T) {
	c := newCheckout(t)
	var file struct {
		Job struct {
			Script []string
		} `yaml:"concurrencylint"`
	}
	if err := yaml.Unmarshal([]byte(recipes(t)[".gitlab-ci.yml"]), &file); err != nil {
		t.Fatal(err)
	}
	c.run(0, file.Job.Script[0])
	c.run(1, file.Job.Script[1])
	var issues []map[string]any
	if err := json.Unmarshal(c.read("gl-code-quality-report.json"), &issues); err != nil || len(issues) != 16 {
		t.Fatalf("%v, %d issues", err, len(issues))
	}
	seen := map[any]bool{}
	for _, issue := range issues {
		for _, key := range []string{"description", "check_name", "fingerprint", "severity", "location"} {
			if issue[key] == nil {
				t.Errorf("no %s in %v", key, issue)
			}
		}
		if seen[issue["fingerprint"]] {
			t.Errorf("fingerprint twice: %v", issue)
		}
		seen[issue["fingerprint"]] = true
	}
}

func TestMake(t *testing.T) {
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("no make here")
	}
	c := newCheckout(t)
	if err := os.WriteFile(filepath.Join(c.dir, "Makefile"), []byte(recipes(t)["Makefile"]), 0o666); err != nil {
		t.Fatal(err)
	}
	const with = " CONCURRENCYLINT=concurrencylint"
	c.run(2, "make lint"+with) // there is no baseline yet
	c.run(0, "make lint-baseline"+with)
	c.run(0, "make lint"+with)
}

// TestPreCommit runs the hooks as pre-commit does, and lets it check their file where
// it is installed.
func TestPreCommit(t *testing.T) {
	manifest, err := filepath.Abs(filepath.Join("..", "..", ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct {
		ID, Entry string
		Args      []string
	}
	if err := yaml.Unmarshal(text, &hooks); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"concurrencylint": 1, "concurrencylint-all": 16}
	for _, h := range hooks {
		c := newCheckout(t)
		c.run(0, "git add .")
		out := c.run(1, h.Entry+" "+strings.Join(h.Args, " "))
		if n := strings.Count(out, "\n"); n != want[h.ID] {
			t.Errorf("%s: %d findings, want %d\n%s", h.ID, n, want[h.ID], out)
		}
	}
	if !strings.Contains(recipes(t)[".pre-commit-config.yaml"], "- id: "+hooks[0].ID+"\n") {
		t.Error("docs/ci.md has no such hook")
	}
	if _, err := exec.LookPath("pre-commit"); err == nil {
		if out, err := exec.Command("pre-commit", "validate-manifest", manifest).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}
