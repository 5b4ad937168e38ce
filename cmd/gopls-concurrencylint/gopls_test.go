package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
)

func TestBadCommandLine(t *testing.T) {
	for want, args := range map[string][]string{
		"flag provided but not defined: -nosuch": {"-nosuch"},
		"flag needs an argument: -o":             {"-o"},
		`unexpected argument "gopls"`:            {"gopls"},
	} {
		var stdout, stderr strings.Builder
		if code := build(args, &stdout, &stderr); code != exitFailed {
			t.Errorf("%v: exit %d", args, code)
		}
		if got := stderr.String(); got != "gopls-concurrencylint: "+want+"\n" || stdout.Len() > 0 {
			t.Errorf("%v: got %q, want %q", args, got, want)
		}
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr strings.Builder
	if code := build([]string{"-h"}, &stdout, &stderr); code != exitBuilt || stderr.Len() > 0 {
		t.Errorf("exit %d, %q", code, stderr.String())
	}
	for _, want := range []string{"usage: gopls-concurrencylint [flags]", "  -gopls version", "  -o file"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("no %q in\n%s", want, stdout.String())
		}
	}
}

// TestNoGopls: a version that is not there, or not to be had, is one error.
func TestNoGopls(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	var stdout, stderr strings.Builder
	if code := build([]string{"-gopls", "v0.0.99"}, &stdout, &stderr); code != exitFailed {
		t.Errorf("exit %d", code)
	}
	if got, want := stderr.String(), "gopls-concurrencylint: golang.org/x/tools/gopls@v0.0.99: module lookup disabled by GOPROXY=off\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAmend(t *testing.T) {
	dir := t.TempDir()
	rules := module.Version{Path: "/src/concurrencylint"}
	write(t, filepath.Join(dir, "go.mod"), "module golang.org/x/tools/gopls\n\ngo 1.26.0\n\nrequire (\n\tgolang.org/x/mod v0.37.0\n\tgolang.org/x/tools v0.47.1\n)\n")
	if err := amend(dir, rules); err == nil || !strings.Contains(err.Error(), "choose a later version") {
		t.Errorf("without a table of analyzers: %v", err)
	}
	write(t, filepath.Join(dir, "internal", "settings", "analysis.go"), "package settings\n")
	if err := amend(dir, rules); err != nil {
		t.Fatal(err)
	}
	want := `module golang.org/x/tools/gopls

go 1.26.0

require (
	golang.org/x/mod v0.37.0
	golang.org/x/tools v0.47.1
	github.com/concurrencylint/concurrencylint v0.0.0
)

replace golang.org/x/tools => golang.org/x/tools v0.47.1

replace github.com/concurrencylint/concurrencylint => /src/concurrencylint
`
	if got := read(t, filepath.Join(dir, "go.mod")); got != want {
		t.Errorf("go.mod:\n%s", got)
	}
	if got := read(t, filepath.Join(dir, "internal", "settings", "concurrencylint.go")); !strings.Contains(got, "analyzers.All()") {
		t.Errorf("the file added to gopls:\n%s", got)
	}
}

// TestSource: these tests run where the rules are.
func TestSource(t *testing.T) {
	rules, err := source()
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, filepath.Join(rules.Path, "go.mod")); rules.Version != "" || !strings.HasPrefix(got, "module "+rulesPath+"\n") {
		t.Errorf("%v has go.mod\n%s", rules, got)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
