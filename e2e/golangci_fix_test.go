//go:build e2e

package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/tools/txtar"
)

// golangciFix has golangci-lint apply the fixes in packages of the module in dir,
// which has to compile then.
func golangciFix(t *testing.T, dir string, packages ...string) {
	t.Helper()
	golangci(t, dir, golangciConfig(), append([]string{"--fix"}, packages...)...)
	if _, log, code := execute(t, dir, nil, "go", append([]string{"build"}, packages...)...); code != 0 {
		t.Errorf("go build: exit %d\n%s", code, log)
	}
}

// words is text without what gofmt may change.
func words(text []byte) string { return strings.Join(strings.Fields(string(text)), " ") }

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestGolangciFix: golangci-lint --fix makes of the shop what the command makes of it.
func TestGolangciFix(t *testing.T) {
	shop := corpora()[0].dir
	dir, want := copyOf(t, shop), copyOf(t, shop)
	golangciFix(t, dir, "./...")
	if _, log, code := execute(t, want, nil, tool(t), "-fix", "./..."); code != 1 {
		t.Fatalf("concurrencylint -fix: exit %d\n%s", code, log)
	}
	changed := 0
	for _, file := range goFiles(t, shop) {
		got, want, old := read(t, filepath.Join(dir, file)), read(t, filepath.Join(want, file)), read(t, filepath.Join(shop, file))
		if words(got) != words(want) {
			t.Errorf("%s", diff.Diff("-fix: "+file, want, "golangci-lint: "+file, got))
		}
		if string(got) != string(old) {
			changed++
		}
	}
	if changed == 0 {
		t.Error("nothing is fixed")
	}
}

// TestGolangciFixes: golangci-lint --fix makes of each shape what its golden file has.
func TestGolangciFixes(t *testing.T) {
	dir := copyOf(t, corpora()[1].dir)
	goldens, err := filepath.Glob(filepath.Join(dir, "*", "*", "*.golden"))
	if err != nil || len(goldens) == 0 {
		t.Fatalf("%d golden files, %v", len(goldens), err)
	}
	packages := map[string]bool{}
	for _, golden := range goldens {
		if pkg := filepath.Base(filepath.Dir(golden)); pkg != "thread" { // for a person to choose
			packages["./"+relative(t, dir, filepath.Dir(golden))] = true
		}
	}
	golangciFix(t, dir, slices.Sorted(maps.Keys(packages))...)
	for _, golden := range goldens {
		want := read(t, golden)
		if !packages["./"+relative(t, dir, filepath.Dir(golden))] || len(txtar.Parse(want).Files) > 0 { // of alternatives
			continue
		}
		if got := read(t, strings.TrimSuffix(golden, ".golden")); words(got) != words(want) {
			t.Errorf("%s", diff.Diff(relative(t, dir, golden), want, "golangci-lint", got))
		}
	}
}
