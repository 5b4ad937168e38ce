package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
)

// TestShop runs the command on the demonstration, which has one mistake of each
// core rule: it finds these and nothing else.
func TestShop(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, m := range []struct{ rule, file, code string }{
		{"handlerstate", "api/api.go", "s.hits[pattern]++"},
		{"handlercontext", "orders/orders.go", "context.Background()"},
		{"unboundedgo", "quote/quote.go", "g.Go("},
		{"leakedsend", "rates/table.go", "fresh <- rates"},
		{"sleepsync", "store/orders.go", "time.Sleep("},
		{"contextless", "store/products.go", "s.db.Query("},
	} {
		name := "examples/shop/internal/" + m.file
		want = append(want, fmt.Sprintf("%s:%d %s", name, lineOf(t, filepath.Join(root, name), m.code), m.rule))
	}

	var stdout, stderr bytes.Buffer
	o, _ := parse([]string{"-C", filepath.Join(root, "examples", "shop"), "./..."}, analyzers.Rules(), &stdout, &stderr)
	if o == nil {
		t.Fatal(stderr.String())
	}
	if code := lint(o, &stdout, &stderr); code != exitFindings || stderr.Len() > 0 {
		t.Errorf("exit code %d\n%s", code, &stderr)
	}
	out := strings.ReplaceAll(stdout.String(), root+string(filepath.Separator), "")
	var got []string
	for line := range strings.Lines(out) {
		f := strings.SplitN(line, ":", 3)
		r := line[strings.LastIndexByte(line, '(')+1 : strings.LastIndexByte(line, ')')]
		got = append(got, fmt.Sprintf("%s:%s %s", f[0], f[1], r))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s\nall of it\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), out)
	}
	checkReadme(t, filepath.Join(root, "README.md"), out)
}

// checkReadme: the findings that the README shows are what the command prints.
func checkReadme(t *testing.T, name, out string) {
	t.Helper()
	readme, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for line := range strings.Lines(string(readme)) {
		if strings.HasPrefix(line, "examples/shop/") {
			shown++
			if !strings.Contains(out, line) {
				t.Errorf("the README shows what the command does not print:\n%s", line)
			}
		}
	}
	if shown == 0 {
		t.Error("the README shows no finding")
	}
}

// lineOf returns the number of the only line of a file that contains code.
func lineOf(t *testing.T, name, code string) int {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, after, ok := strings.Cut(string(src), code)
	if !ok || strings.Contains(after, code) {
		t.Fatalf("%s has no line, or several, with %s", name, code)
	}
	return strings.Count(before, "\n") + 1
}
