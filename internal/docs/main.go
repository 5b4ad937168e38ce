// Command docs writes the pages of docs/rules, one for each rule, from the text
// of the rule's doc.go, the tables of the rules in README.md and docs/README.md, and the
// JSON schema of the configuration.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/doc/comment"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/config"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

//go:generate go run . ../..

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: docs root-of-the-repository")
	}
	files, err := generate(os.Args[1], analyzers.Rules())
	if err != nil {
		log.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			log.Fatal(err)
		}
	}
}

// generate returns the files of the repository at root that depend on the
// rules, by name, as they should be.
func generate(root string, rules []*rule.Rule) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, r := range rules {
		files[filepath.Join(root, "docs", "rules", r.Name+".md")] = page(r)
	}
	schema, err := config.Schema(rules)
	if err != nil {
		return nil, err
	}
	files[filepath.Join(root, "docs", "concurrencylint.schema.json")] = schema
	for name, table := range map[string][]byte{"README.md": table(rules), "docs/README.md": effects(rules)} {
		name = filepath.Join(root, name)
		old, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if files[name], err = fillIn(old, table); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return files, nil
}

// page is the documentation of a rule in Markdown.
func page(r *rule.Rule) []byte {
	title, text, _ := strings.Cut(r.Doc, "\n")
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- Generated from analyzers/%s/doc.go by go generate: edit that. -->\n\n", r.Name)
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", r.Name, sentence(title))
	var parser comment.Parser
	printer := comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	for i, block := range parser.Parse(text).Content {
		if i > 0 {
			b.WriteString("\n")
		}
		if code, ok := block.(*comment.Code); ok {
			fmt.Fprintf(&b, "```go\n%s```\n", code.Text)
			continue
		}
		b.Write(printer.Markdown(&comment.Doc{Content: []comment.Block{block}}))
	}
	writeOptions(&b, r)
	fmt.Fprintf(&b, more, r.Name)
	return b.Bytes()
}

// more ends each page.
const more = `
## More

- The code of the rule: [analyzers/%[1]s](../../analyzers/%[1]s)
- What is reported and what is not: [testdata/src/%[1]s](../../testdata/src/%[1]s)
- The program that was measured: [proof/%[1]s](../../proof/%[1]s)
- Other ways to silence it: [docs/suppression.md](../suppression.md)
- [All rules and documents](../README.md)
`

func writeOptions(b *bytes.Buffer, r *rule.Rule) {
	first := true
	r.Compiler().Flags.VisitAll(func(f *flag.Flag) {
		if first {
			b.WriteString("\n## Options\n\n")
			first = false
		}
		fmt.Fprintf(b, "- `-%s.%s=%s`: %s\n", r.Name, f.Name, f.DefValue, f.Usage)
	})
}

// The lines around a table of the rules.
const (
	tableStart = "<!-- The table of the rules is written by go generate. -->\n"
	tableEnd   = "<!-- End of the table. -->\n"
)

// table is the table of the rules in Markdown.
func table(rules []*rule.Rule) []byte {
	var b bytes.Buffer
	b.WriteString("| rule | what it reports |\n| --- | --- |\n")
	for _, r := range rules {
		title, _, _ := strings.Cut(r.Doc, "\n")
		fmt.Fprintf(&b, "| [%[1]s](docs/rules/%[1]s.md) | %[2]s |\n", r.Name, strings.TrimPrefix(title, "report "))
	}
	return b.Bytes()
}

// effects is a table of what has been measured for the rules.
func effects(rules []*rule.Rule) []byte {
	var b bytes.Buffer
	b.WriteString("| rule | what happens | wrong | right |\n| --- | --- | --- | --- |\n")
	for _, r := range rules {
		m := measured.FindStringSubmatch(strings.Join(strings.Fields(r.Doc), " "))
		if m == nil {
			m = make([]string, 4) // a test sees to that
		}
		fmt.Fprintf(&b, "| [%[1]s](rules/%[1]s.md) | %s | %s | %s |\n", r.Name, m[1], m[2], m[3])
	}
	return b.Bytes()
}

// measured matches what a rule says has been measured.
var measured = regexp.MustCompile(`# Measured (.*?)\. Wrong: (.*?)\. Right: (.*?)\.`)

// fillIn replaces what stands between tableStart and tableEnd.
func fillIn(readme, table []byte) ([]byte, error) {
	before, rest, ok := bytes.Cut(readme, []byte(tableStart))
	_, after, ok2 := bytes.Cut(rest, []byte(tableEnd))
	if !ok || !ok2 {
		return nil, fmt.Errorf("no place for the table of the rules")
	}
	return slices.Concat(before, []byte(tableStart), table, []byte(tableEnd), after), nil
}

// sentence makes the first letter of s a capital.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
