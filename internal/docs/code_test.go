package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/fixture"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// TestCode lints the code of all pages with all rules: of what is wrong the rule of
// the page reports what the comments say, and nothing else is reported.
func TestCode(t *testing.T) {
	files := map[string][]byte{}
	want := map[string]bool{}
	for _, r := range analyzers.Rules() {
		addCode(t, r, files, want)
	}
	prog, err := load.Load(load.Config{Dir: fixture.Dir(), Patterns: []string{"./pages/..."}, Overlay: files})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range run.Run(prog, analyzers.Rules()).Findings {
		place := fmt.Sprintf("%s:%d: %s: ", f.Range.File, f.Range.Line, f.Rule)
		expected := slices.DeleteFunc(slices.Sorted(maps.Keys(want)), func(w string) bool {
			return !strings.HasPrefix(w, place) || !matches(w[len(place):], f.Message)
		})
		if len(expected) != 1 {
			t.Errorf("%s%s", place, f.Message)
			continue
		}
		delete(want, expected[0])
	}
	for _, w := range slices.Sorted(maps.Keys(want)) {
		t.Errorf("not reported: %s", w)
	}
	for _, w := range prog.Warnings() {
		t.Error(w)
	}
}

// addCode adds the code of the page of r, each block in a package of its own, and
// what is to be reported in it.
func addCode(t *testing.T, r *rule.Rule, files map[string][]byte, want map[string]bool) {
	stubs, err := os.ReadFile(filepath.Join("testdata", r.Name+".go"))
	if err != nil {
		t.Fatal(err)
	}
	for i, code := range codeOf(t, r) {
		dir := filepath.Join(fixture.Dir(), "pages", r.Name, fmt.Sprint("block", i))
		name := filepath.Join(dir, "page.go")
		files[name] = complete(t, code)
		files[filepath.Join(dir, "stubs.go")] = stubs
		for n, line := range strings.Split(code, "\n") {
			if _, message, ok := strings.Cut(line, "// reported: "); ok {
				want[fmt.Sprintf("%s:%d: %s: %s", name, n+1, r.Name, message)] = true
			}
		}
	}
}

// codeOf returns the wrong and the right code of the page, in turns.
func codeOf(t *testing.T, r *rule.Rule) []string {
	var code []string
	label, last := "", "RIGHT:"
	for _, block := range new(comment.Parser).Parse(r.Doc).Content {
		switch block := block.(type) {
		case *comment.Paragraph:
			label = text(block)
		case *comment.Code:
			if label != "WRONG:" && label != "RIGHT:" {
				continue
			}
			if wrong := strings.Contains(block.Text, "// reported: "); label == last || wrong != (label == "WRONG:") {
				t.Errorf("%s: %s\n%s", r.Name, label, block.Text)
			}
			last = label
			code = append(code, block.Text)
		}
	}
	if len(code) == 0 || last != "RIGHT:" {
		t.Errorf("%s: no pairs of wrong and right code", r.Name)
	}
	return code
}

func text(p *comment.Paragraph) string {
	var b strings.Builder
	for _, t := range p.Text {
		if plain, ok := t.(comment.Plain); ok {
			b.WriteString(string(plain))
		}
	}
	return b.String()
}

// Packages that code of pages imports and whose path is not their name.
var paths = map[string]string{
	"atomic":    "sync/atomic",
	"errgroup":  "golang.org/x/sync/errgroup",
	"http":      "net/http",
	"json":      "encoding/json",
	"rate":      "golang.org/x/time/rate",
	"signal":    "os/signal",
	"sql":       "database/sql",
	"websocket": "github.com/gorilla/websocket",
}

// complete makes a file of the code. It begins on the first line, so that lines are
// those of the page.
func complete(t *testing.T, code string) []byte {
	const clause = "package page;"
	file, err := parser.ParseFile(token.NewFileSet(), "", clause+code, 0)
	if err != nil {
		t.Fatal(err)
	}
	unresolved := map[*ast.Ident]bool{}
	for _, id := range file.Unresolved {
		unresolved[id] = true
	}
	imports := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && unresolved[id] && !slices.Contains(ours, id.Name) {
				imports[cmp.Or(paths[id.Name], id.Name)] = true
			}
		}
		return true
	})
	var b strings.Builder
	b.WriteString(clause)
	for _, p := range slices.Sorted(maps.Keys(imports)) {
		fmt.Fprintf(&b, "import %s %q;", path.Base(p), p)
	}
	return []byte(b.String() + code)
}

// Variables of stubs that code selects something of.
var ours = []string{"upgrader"}

// matches reports whether the message is what a page quotes, where "..." stands for
// anything.
func matches(quoted, message string) bool {
	parts := strings.Split(quoted, "...")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(p))
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(message)
}
