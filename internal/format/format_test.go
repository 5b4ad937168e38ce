package format

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// odd is a report of one finding with names that formats have to escape.
func odd(t *testing.T) *Report {
	t.Helper()
	root := t.TempDir()
	file := filepath.Join(root, "50%,a:b c\n.go")
	if err := os.WriteFile(file, []byte("package p\n\nvar π, v = \"𝄞\", 1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	at := summary.Range{File: file, Line: 3, Col: 9, EndLine: 3, EndCol: 10}
	f := rule.Finding{Rule: "odd", Range: at, Message: "100%: ]]> <b>\"&\x00\nnext", Related: []rule.Related{{Range: summary.Range{}, Message: "nowhere"}}}
	return &Report{
		Findings: []run.Finding{{Finding: f, Package: "p"}},
		Rules:    []*rule.Rule{rule.New(&rule.Rule{Name: "odd", Doc: "report odd things"})},
		Dir:      root,
		Root:     root,
	}
}

func printed(t *testing.T, f Format, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A workflow command is one line, and its properties end where they should.
func TestGitHubEscapes(t *testing.T) {
	want := "::warning file=50%25%2Ca%3Ab c%0A.go,line=3,endLine=3,col=9,endColumn=10,title=odd::" +
		"100%25: ]]> <b>\"&\x00%0Anext (odd)\n"
	if got := printed(t, github, odd(t)); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// XML reads back, without the characters that it cannot have.
func TestXMLEscapes(t *testing.T) {
	for name, print := range map[string]Format{"checkstyle": checkstyle, "junit": junit} {
		text := ""
		dec := xml.NewDecoder(strings.NewReader(printed(t, print, odd(t))))
		for {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := tok.(xml.StartElement); ok {
				for _, a := range e.Attr {
					text += a.Value + "\n"
				}
			}
		}
		for _, want := range []string{"50%,a:b c\n.go", "100%: ]]> <b>\"&\uFFFD\nnext"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%q", name, want, text)
			}
		}
	}
}

// Names become URIs, columns count UTF-16 code units, and what has no place no region.
func TestSARIFEscapes(t *testing.T) {
	var log sarifLog
	if err := json.Unmarshal([]byte(printed(t, sarif, odd(t))), &log); err != nil {
		t.Fatal(err)
	}
	r := log.Runs[0].Results[0]
	at := r.Locations[0].Physical
	if want := "50%25,a:b%20c%0A.go"; !strings.HasSuffix(at.File.URI, want) || at.File.Base != srcRoot {
		t.Errorf("file %+v, want %s", at.File, want)
	}
	if want := (sarifRegion{3, 8, 3, 9}); *at.Region != want {
		t.Errorf("region %+v, want %+v", *at.Region, want)
	}
	if r.Related[0].Physical.Region != nil {
		t.Errorf("region %+v of a place that is none", *r.Related[0].Physical.Region)
	}
}

// A file outside of the repository is named as it is.
func TestSARIFOutside(t *testing.T) {
	r := &Report{Root: "/repo"}
	if got, want := r.artifact("/go/mod/a b.go"), (sarifFile{URI: "file:///go/mod/a%20b.go"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// What the range of a finding marks of its line, also where the file has changed since.
func TestMarked(t *testing.T) {
	for _, c := range []struct {
		at   summary.Range
		want string
	}{
		{summary.Range{Line: 1, Col: 2, EndLine: 1, EndCol: 4}, "a|bc|d"},
		{summary.Range{Line: 1, Col: 2, EndLine: 2, EndCol: 1}, "a|bcd|"},
		{summary.Range{Line: 1, Col: 2, EndLine: 1, EndCol: 2}, "a||bcd"},
		{summary.Range{Line: 1, Col: 0, EndLine: 1, EndCol: 0}, "||abcd"},
		{summary.Range{Line: 1, Col: 9, EndLine: 1, EndCol: 12}, "abcd||"},
		{summary.Range{Line: 1, Col: 3, EndLine: 1, EndCol: 2}, "ab||cd"},
	} {
		before, in, after := marked("abcd", c.at)
		if got := before + "|" + in + "|" + after; got != c.want {
			t.Errorf("%+v: got %s, want %s", c.at, got, c.want)
		}
	}
}
