package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// The scripts run the command with three small rules of their own, see
// rules_test.go: what the scripts check does not depend on what the real rules find.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"concurrencylint": func() {
			os.Exit(concurrencylint(os.Args[1:], []*rule.Rule{gostmt(), onpath(), crash(), spoil()}))
		},
		"realrules": main,
	})
}

func TestScripts(t *testing.T) {
	goEnv := func(name string) string {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out[:len(out)-1])
	}
	cache, modules := goEnv("GOCACHE"), goEnv("GOMODCACHE")
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GOCACHE", cache)
			env.Setenv("GOMODCACHE", modules)
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOFLAGS", "")
			env.Setenv("GOWORK", "")
			env.Setenv("GOTOOLCHAIN", "local")
			env.Setenv("CONCURRENCYLINT_CACHE", filepath.Join(env.WorkDir, ".lintcache"))
			env.Setenv("VERSION", buildVersion())
			tool, err := lookPath("concurrencylint", env.Getenv("PATH"))
			env.Setenv("TOOL", tool)
			if err == nil {
				tool, err = lookPath("realrules", env.Getenv("PATH"))
			}
			env.Setenv("REALTOOL", tool)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "cmpfound": cmpfound},
	})
}

// lookPath finds a command on a PATH that is not that of this process.
func lookPath(name, path string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, name); exists(file) {
			return file, nil
		}
	}
	return "", fmt.Errorf("no %s on PATH", name)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// exits is the script command "exits CODE COMMAND ARG...": it runs the command
// and fails unless it exits with that code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [args]")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		code = fmt.Sprint(exit.ExitCode())
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// finding is a line of text that reports something.
var finding = regexp.MustCompile(`(?m)^(\S+:\d+:\d+): .* \((\w+)\)$`)

// cmpfound is the script command "cmpfound OUTPUT FILE": it compares where findings
// are, and of which rules, with the lines of the file.
func cmpfound(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: cmpfound output file")
	}
	var got strings.Builder
	for _, m := range finding.FindAllStringSubmatch(ts.ReadFile(args[0]), -1) {
		fmt.Fprintf(&got, "%s %s\n", strings.TrimPrefix(m[1], ts.Getenv("WORK")+"/"), m[2])
	}
	if want := ts.ReadFile(args[1]); got.String() != want {
		ts.Fatalf("found\n%swant\n%s", got.String(), want)
	}
}
