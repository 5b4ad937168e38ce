package shutdown_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers/shutdown"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

func Test(t *testing.T) {
	fixture.Run(t, shutdown.Analyzer, "shutdown/...")
}

// TestProgram: the command sees that one package ends the process and another one
// serves, which go vet only sees from a package that imports the latter. The lines
// that are due say "cuts off".
func TestProgram(t *testing.T) {
	prog, err := load.Load(load.Config{Dir: fixture.Dir(), Patterns: []string{"./shutdown/program/..."}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range run.Run(prog, []*rule.Rule{shutdown.Rule}).Findings {
		got = append(got, fmt.Sprintf("%s:%d", filepath.Base(f.Range.File), f.Range.Line))
	}
	files, err := filepath.Glob(filepath.Join(fixture.Dir(), "shutdown", "program", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "cuts off") {
				want = append(want, fmt.Sprintf("%s:%d", filepath.Base(name), i+1))
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("findings at %v, want %v", got, want)
	}
}

func TestFixes(t *testing.T) { fixture.RunFixes(t, shutdown.Analyzer, "shutdown/fixes") }
