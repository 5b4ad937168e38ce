package fix_test

import (
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/fix"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// appending is a finding whose fix puts text at the end of the files.
func appending(texts map[string]string, add string, files ...string) rule.Finding {
	var f rule.Fix
	for _, name := range files {
		end := len(texts[name])
		f.Edits = append(f.Edits, rule.Edit{Range: summary.Range{File: name, Offset: end, EndOffset: end}, New: add})
	}
	return rule.Finding{Fixes: []rule.Fix{f}}
}

// TestWhole: a fix of several files is applied to all of them or to none, and one that
// changes what another one changes waits.
func TestWhole(t *testing.T) {
	texts := map[string]string{
		"a.go": "package p\n",
		"b.go": "package p\n",
		"c.go": "package p\n",
		"d.go": "package p\n\nfunc f() {\n", // does not parse
	}
	read := func(name string) ([]byte, error) { return []byte(texts[name]), nil }
	res, err := fix.Apply([]rule.Finding{
		appending(texts, "\n// one\n", "a.go", "d.go"),
		appending(texts, "\n// two\n", "c.go"),
		appending(texts, "\n", "b.go", "a.go"),
	}, read)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Applied) != 1 || len(res.Skipped) != 1 || len(res.Failed) != 1 {
		t.Errorf("applied %d, skipped %d, failed %d; want one each", len(res.Applied), len(res.Skipped), len(res.Failed))
	}
	if len(res.Files) != 1 || string(res.Files["c.go"]) != "package p\n\n// two\n" {
		t.Errorf("changed %q, want c.go alone", res.Files)
	}
}
