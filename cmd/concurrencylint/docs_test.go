package main

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
)

// call matches a call of the command in a text, up to what ends it for a shell.
var call = regexp.MustCompile("(?m)(?:^|[^-\\w])(?:\\$\\(CONCURRENCYLINT\\)|concurrencylint(?:@latest)?)((?: [^ \n|>&`]+)+)")

// TestDocumentedFlags: each flag that the documentation hands to the command exists.
func TestDocumentedFlags(t *testing.T) {
	root := repository(t)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	new(options).define(flags, analyzers.Rules())
	flags.Bool("version", false, "")
	seen := map[string]bool{}
	for _, name := range documents(t, root) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(text), -1) {
			for _, arg := range strings.Fields(m[1]) {
				option, ok := strings.CutPrefix(arg, "-")
				if !ok {
					continue
				}
				option, _, _ = strings.Cut(option, "=")
				seen[option] = true
				if flags.Lookup(option) == nil {
					t.Errorf("%s: no flag -%s, in %q", name, option, m[0])
				}
			}
		}
	}
	for _, option := range []string{"format", "html", "baseline", "write-baseline", "new", "new-from"} {
		if !seen[option] {
			t.Errorf("no document shows -%s", option)
		}
	}
}

// documents returns what may show calls of the command.
func documents(t *testing.T, root string) []string {
	t.Helper()
	names := []string{
		filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md"), filepath.Join(root, ".pre-commit-hooks.yaml"),
	}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
