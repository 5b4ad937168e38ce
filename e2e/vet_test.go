//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// counting returns a vet tool that is the command, and a function that tells how
// many packages it has been run for since it was asked last.
func counting(t *testing.T) (exe string, runs func() int) {
	t.Helper()
	dir := t.TempDir()
	exe, log := filepath.Join(dir, "concurrencylint"), filepath.Join(dir, "runs")
	script := fmt.Sprintf("#!/bin/sh\ncase $* in *.cfg) echo >>'%s' ;; esac\nexec '%s' \"$@\"\n", log, tool(t))
	if err := os.WriteFile(exe, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return exe, func() int {
		lines, err := os.ReadFile(log)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		os.Remove(log)
		return len(lines)
	}
}

// only keeps what f holds for.
func only(fs []finding, f func(finding) bool) []finding {
	return slices.DeleteFunc(slices.Clone(fs), func(x finding) bool { return !f(x) })
}

// TestVet runs go vet on the shop from an empty build cache: it runs the tool once
// a package and set of flags, whichever way it prints.
func TestVet(t *testing.T) {
	dir := corpora()[0].dir
	exe, runs := counting(t)
	env := []string{"GOCACHE=" + t.TempDir()}
	vet := func(t *testing.T, wantCode int, args ...string) (stdout, stderr string) {
		t.Helper()
		stdout, stderr, code := execute(t, dir, env, "go", append([]string{"vet", "-vettool=" + exe}, args...)...)
		if code != wantCode {
			t.Fatalf("go vet %q: exit %d, want %d\n%s", args, code, wantCode, stderr)
		}
		return stdout, stderr
	}
	vetJSON := func(t *testing.T, flags ...string) []finding {
		t.Helper()
		stdout, _ := vet(t, 0, append(flags, "-json", "./...")...)
		return vetFindings(t, dir, stdout)
	}

	all := vetJSON(t)
	if n := runs(); len(all) == 0 || n == 0 {
		t.Fatalf("%d findings, %d runs of the tool", len(all), n)
	}
	t.Run("cache", func(t *testing.T) {
		if again := vetJSON(t); lines(again) != lines(all) {
			t.Errorf("the second time:\n%swant\n%s", lines(again), lines(all))
		}
		if n := runs(); n != 0 {
			t.Errorf("the second time the tool ran %d times", n)
		}
	})
	t.Run("text", func(t *testing.T) {
		_, stderr := vet(t, 1, "./...")
		if got, want := textLines(stderr), positions(all); !slices.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if n := runs(); n != 0 {
			t.Errorf("to print text the tool ran %d times more", n)
		}
	})
	t.Run("rule off", func(t *testing.T) {
		want := only(all, func(f finding) bool { return f.Rule != "sleepsync" })
		if got := vetJSON(t, "-sleepsync=false"); lines(got) != lines(want) || len(got) == len(all) {
			t.Errorf("got\n%swant\n%s", lines(got), lines(want))
		}
	})
	t.Run("rule on", func(t *testing.T) {
		want := only(all, func(f finding) bool { return f.Rule == "sleepsync" })
		if got := vetJSON(t, "-sleepsync"); lines(got) != lines(want) {
			t.Errorf("got\n%swant\n%s", lines(got), lines(want))
		}
	})
	t.Run("option", func(t *testing.T) {
		flags := []string{"-contextless", "-contextless.mode=all"}
		want, _, _ := execute(t, dir, nil, tool(t), append(flags, "-json", "./...")...)
		if got, want := vetJSON(t, flags...), vetFindings(t, dir, want); lines(got) != lines(want) || len(got) == 0 {
			t.Errorf("got\n%swant what the command finds\n%s", lines(got), lines(want))
		}
	})
}

// relatedLine matches a related position in the text of go vet.
var relatedLine = regexp.MustCompile(`^[^ ]+:\d+:\d+: \t`)

// textLines returns the findings in the text of go vet, sorted.
func textLines(output string) []string {
	var out []string
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "#") && !relatedLine.MatchString(line) {
			out = append(out, strings.TrimPrefix(line, "./"))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// positions prints findings as go vet does, sorted.
func positions(fs []finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestRace: go vet and the command run rules side by side, without data races.
func TestRace(t *testing.T) {
	compiler, _, _ := execute(t, root(), nil, "go", "env", "CC")
	if _, err := exec.LookPath(strings.TrimSpace(compiler)); err != nil {
		t.Skip("the race detector needs a C compiler")
	}
	exe := filepath.Join(t.TempDir(), "concurrencylint")
	if _, stderr, code := execute(t, root(), []string{"CGO_ENABLED=1"}, "go", "build", "-race", "-o", exe, "./cmd/concurrencylint"); code != 0 {
		t.Fatalf("go build -race: exit %d\n%s", code, stderr)
	}
	for name, args := range map[string][]string{
		"command": {exe, "-json", "./..."},
		"go vet":  {"go", "vet", "-vettool=" + exe, "-json", "./..."},
	} {
		t.Run(name, func(t *testing.T) {
			env := []string{"GORACE=halt_on_error=1"}
			stdout, stderr, _ := execute(t, corpora()[1].dir, env, args[0], args[1:]...)
			if stdout == "" || strings.Contains(stderr, "DATA RACE") {
				t.Errorf("%d bytes of findings\n%s", len(stdout), stderr)
			}
		})
	}
}
