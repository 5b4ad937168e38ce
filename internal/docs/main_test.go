package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

const root = "../.."

// TestStale fails when a page does not say what the rule's doc.go says.
func TestStale(t *testing.T) {
	files, err := generate(root, analyzers.Rules())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale (%v): run go generate ./...", name, err)
		}
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "rules", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		if files[name] == nil {
			t.Errorf("%s belongs to no rule", name)
		}
	}
}

// TestText: each rule says what has been measured and when it is silent, shows wrong and
// right code, and names the linters that report the same.
func TestText(t *testing.T) {
	for _, r := range analyzers.Rules() {
		title, text, _ := strings.Cut(r.Doc, "\n")
		if !strings.HasPrefix(title, "report ") || strings.HasSuffix(title, ".") || len(title) > 80 {
			t.Errorf("%s: title %q", r.Name, title)
		}
		for _, word := range []string{"# Measured", "WRONG:", "RIGHT:", "# Silent", "# The fix", "# Other linters"} {
			if !strings.Contains(text, "\n"+word+"\n") {
				t.Errorf("%s: no %q in doc.go", r.Name, word)
			}
		}
		if !measured.MatchString(strings.Join(strings.Fields(text), " ")) {
			t.Errorf("%s: nothing is measured wrong and right", r.Name)
		}
	}
}

func TestPage(t *testing.T) {
	r := &rule.Rule{Name: "zero", Doc: "report zeros\n\nZeros are *round*.\n\nWRONG:\n\n\tx := 0\n\nRIGHT:\n\n\tx := 1\n"}
	r.Flags.Int("base", 10, "the base")
	got := string(page(rule.New(r)))
	for _, want := range []string{
		"# zero\n\nReport zeros.\n\nZeros are \\*round\\*.\n\nWRONG:\n\n```go\nx := 0\n```\n\nRIGHT:\n",
		"## Options\n\n- `-zero.base=10`: the base\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwithout\n%s", got, want)
		}
	}
}

func TestFillIn(t *testing.T) {
	got, err := fillIn([]byte("a\n"+tableStart+"old\n"+tableEnd+"b\n"), []byte("new\n"))
	if want := "a\n" + tableStart + "new\n" + tableEnd + "b\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if _, err := fillIn([]byte("a\n"), nil); err == nil {
		t.Error("no error without a place for the table")
	}
}

// TestLinks: the files that the documents link to are there.
func TestLinks(t *testing.T) {
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "rules", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	own := []string{"README.md", "CONTRIBUTING.md", "examples/shop/README.md", "proof/README.md"}
	for i, name := range own {
		own[i] = filepath.Join(root, name)
	}
	for _, name := range slices.Concat(own, docs, pages) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, after := range strings.Split(string(text), "](")[1:] {
			target, _, _ := strings.Cut(after, ")")
			target, _, _ = strings.Cut(target, "#")
			if target == "" || strings.Contains(target, ":") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), target)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestIndex: docs/README.md leads to all documents.
func TestIndex(t *testing.T) {
	index, err := os.ReadFile(filepath.Join(root, "docs", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"docs/*.md", "docs/rules/*.md", "*.md", "examples/*/*.md", "proof/*.md"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			link, err := filepath.Rel(filepath.Join(root, "docs"), name)
			if err != nil {
				t.Fatal(err)
			}
			if link != "README.md" && !strings.Contains(string(index), "]("+filepath.ToSlash(link)+")") {
				t.Errorf("docs/README.md does not link to %s", link)
			}
		}
	}
}
