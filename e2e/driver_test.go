//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// binaries is where the tests build the programs they drive.
var binaries string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "e2e")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binaries = dir
		return m.Run()
	}())
}

// root is the directory of the project.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(file))
}

// A corpus is a module that all drivers lint.
type corpus struct{ name, dir string }

// corpora returns the modules on which the drivers have to agree.
func corpora() []corpus {
	return []corpus{
		{"shop", filepath.Join(root(), "examples", "shop")},
		{"fixtures", filepath.Join(root(), "testdata", "src")},
	}
}

// A driver runs the rules over the module in dir, one package at a time.
type driver struct {
	name     string
	findings func(t *testing.T, dir string) []finding
}

// drivers returns those that have to agree on every corpus.
func drivers() []driver {
	return []driver{
		{"go vet", goVet},
		{"golangci-lint", golangciFindings},
		{"gopls", goplsFindings},
	}
}

// goBuild builds a package, in the module of dir, once for all tests, and returns
// the path of the program.
func goBuild(t *testing.T, dir, pkg string) string {
	t.Helper()
	exe := filepath.Join(binaries, strings.NewReplacer("/", "_", ".", "_").Replace(dir+"/"+pkg))
	if _, err := os.Stat(exe); err == nil {
		return exe
	}
	out, stderr, code := execute(t, dir, nil, "go", "build", "-o", exe, pkg)
	if code != 0 {
		t.Fatalf("go build %s: exit %d\n%s%s", pkg, code, out, stderr)
	}
	return exe
}

// tool is the command concurrencylint.
func tool(t *testing.T) string { return goBuild(t, root(), "./cmd/concurrencylint") }

// execute runs a program in dir with env added to the environment, and returns
// what it wrote and its exit code.
func execute(t *testing.T, dir string, env []string, name string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	cmd.Env = append(os.Environ(), env...)
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", name, err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// A finding is what all drivers tell of one.
type finding struct {
	File          string // relative to the module, with slashes
	Line, Col     int
	Rule, Message string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s (%s)", f.File, f.Line, f.Col, f.Message, f.Rule)
}

func sorted(fs []finding) []finding {
	slices.SortFunc(fs, func(a, b finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(fs)
}

// difference lists the findings that want has and got has not (-), and those that
// got has and want has not (+).
func difference(got, want []finding) string {
	var b strings.Builder
	for _, f := range want {
		if !slices.Contains(got, f) {
			fmt.Fprintln(&b, "-", f)
		}
	}
	for _, f := range got {
		if !slices.Contains(want, f) {
			fmt.Fprintln(&b, "+", f)
		}
	}
	return b.String()
}

// lines makes findings comparable, and a difference readable.
func lines(fs []finding) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

// vetFindings reads what go vet -json, or the command with -json, prints of the
// module in dir: trees of packages and rules.
func vetFindings(t *testing.T, dir, output string) []finding {
	t.Helper()
	var found []finding
	for d := json.NewDecoder(strings.NewReader(output)); ; {
		var tree map[string]map[string]json.RawMessage
		if err := d.Decode(&tree); err == io.EOF {
			return sorted(found)
		} else if err != nil {
			t.Fatalf("not the output of go vet -json: %v\n%s", err, output)
		}
		for _, rules := range tree {
			for rule, raw := range rules {
				var diagnostics []struct{ Posn, Message string }
				if err := json.Unmarshal(raw, &diagnostics); err != nil {
					t.Fatalf("%s failed: %s", rule, raw)
				}
				for _, d := range diagnostics {
					found = append(found, at(t, dir, d.Posn, rule, d.Message))
				}
			}
		}
	}
}

// at makes a finding of a position, as in "/dir/file.go:1:2".
func at(t *testing.T, dir, posn, rule, message string) finding {
	t.Helper()
	parts := strings.Split(posn, ":")
	if len(parts) != 3 {
		t.Fatalf("position %q", posn)
	}
	f := finding{File: relative(t, dir, parts[0]), Rule: rule, Message: message}
	f.Line, _ = strconv.Atoi(parts[1])
	f.Col, _ = strconv.Atoi(parts[2])
	return f
}

func relative(t *testing.T, dir, file string) string {
	t.Helper()
	if !filepath.IsAbs(file) {
		return filepath.ToSlash(file)
	}
	rel, err := filepath.Rel(dir, file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// goVet returns what go vet -vettool finds in the module of dir.
func goVet(t *testing.T, dir string) []finding { return goVetWith(t, dir) }

// goVetWith is goVet with flags of the rules.
func goVetWith(t *testing.T, dir string, flags ...string) []finding {
	t.Helper()
	args := append([]string{"vet", "-vettool=" + tool(t), "-json"}, flags...)
	stdout, stderr, code := execute(t, dir, nil, "go", append(args, "./...")...)
	if code != 0 {
		t.Fatalf("go vet: exit %d\n%s", code, stderr)
	}
	return vetFindings(t, dir, stdout)
}
