package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
)

// mistakes are those of the demonstration: one of each rule.
var mistakes = []struct{ rule, file, code string }{
	{"hijackleak", "internal/admin/admin.go", "websocket.Accept("},
	{"handlerstate", "internal/api/api.go", "s.hits[pattern]++"},
	{"retryafter", "internal/limit/limit.go", "http.StatusTooManyRequests"},
	{"growingmap", "internal/limit/limit.go", "l.clients[host] = c"},
	{"handlercontext", "internal/orders/orders.go", "context.WithTimeout(context.Background()"},
	{"handlergo", "internal/orders/orders.go", "go s.send("},
	{"unboundedgo", "internal/quote/quote.go", "g.Go("},
	{"blockedhandler", "internal/rates/table.go", "t.reload <- done"},
	{"leakedsend", "internal/rates/table.go", "fresh <- rates"},
	{"errgroupcontext", "internal/report/report.go", "src.All(ctx)"},
	{"acceptloop", "internal/scanner/scanner.go", "l.Accept()"},
	{"shutdown", "internal/serve/serve.go", "srv.Shutdown("},
	{"leakedgoroutine", "internal/store/backup.go", "go func()"},
	{"sleepsync", "internal/store/orders.go", "time.Sleep("},
	{"contextless", "internal/store/products.go", "s.db.Query("},
	{"servertimeout", "main.go", "staff := &http.Server{"},
}

// atCaller are those that go vet, which sees a package with what that imports,
// reports where a handler's package calls theirs.
var atCaller = map[string]struct{ file, code string }{
	"blockedhandler": {"internal/admin/admin.go", "s.table.Reload()"},
	"contextless":    {"internal/api/products.go", "s.catalog.Products()"},
	"handlercontext": {"internal/api/orders.go", "s.orders.Place("},
	"handlergo":      {"internal/api/orders.go", "s.orders.Place("},
}

// TestShop runs the command on the demonstration: it finds its mistakes and nothing
// else.
func TestShop(t *testing.T) {
	root := repository(t)
	var want []string
	for _, m := range mistakes {
		name := filepath.Join("examples", "shop", m.file)
		want = append(want, fmt.Sprintf("%s:%d %s", name, lineOf(t, filepath.Join(root, name), m.code), m.rule))
	}

	var stdout, stderr bytes.Buffer
	o, _ := parse([]string{"-cache=off", "-C", filepath.Join(root, "examples", "shop"), "./..."}, analyzers.Rules(), &stdout, &stderr)
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

// TestShopMistakes: each rule has its mistake.
func TestShopMistakes(t *testing.T) {
	var have, want []string
	for _, m := range mistakes {
		have = append(have, m.rule)
	}
	for _, r := range analyzers.Rules() {
		want = append(want, r.Name)
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("mistakes of\n%v\nrules\n%v", have, want)
	}
}

// TestShopVet: go vet finds the same.
func TestShopVet(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the linter and runs go vet")
	}
	shop := filepath.Join(repository(t), "examples", "shop")
	var want []string
	for _, m := range mistakes {
		place := struct{ file, code string }{m.file, m.code}
		if p, ok := atCaller[m.rule]; ok {
			place = p
		}
		name := filepath.Join(shop, place.file)
		want = append(want, fmt.Sprintf("%s:%d %s", name, lineOf(t, name, place.code), m.rule))
	}

	got := vet(t, shop)
	slices.Sort(want)
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) { // a package is vetted again with its tests
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// vet returns what go vet finds in a module with the linter as its tool, as
// "file:line rule".
func vet(t *testing.T, dir string) []string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "concurrencylint")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command("go", "vet", "-vettool="+tool, "-json", "./...")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var packages map[string]map[string][]struct{ Posn string }
		if err := dec.Decode(&packages); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, rules := range packages {
			for r, findings := range rules {
				for _, f := range findings {
					line := f.Posn[:strings.LastIndexByte(f.Posn, ':')]
					all = append(all, line+" "+r)
				}
			}
		}
	}
	return all
}

// repository returns the root of this repository.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return root
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
