package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

func TestHTMLEscapes(t *testing.T) {
	page := printed(t, HTML, odd(t))
	if strings.Contains(page, "<b>\"&") || !strings.Contains(page, "100%: ]]&gt; &lt;b&gt;") {
		t.Error("the message is not escaped")
	}
	if strings.Count(page, "<script>") != 1 || strings.Count(page, "</script>") != 1 {
		t.Error("there is not one script")
	}
}

// What the excerpt shows of a file: a bar stands between parts, a * before what is
// marked, and the class in front.
func TestExcerpt(t *testing.T) {
	const text = "package p\n\n\tvar s = `raw\n\tend` // c\n\t/* and\n\n\tso */ f(1, x)\n"
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at     summary.Range
		around int
		want   string
	}{
		{summary.Range{File: file, Line: 4, Col: 7, EndLine: 4, EndCol: 11}, 1, "3:k:var|: s = |s:`raw\n4:s:end`|: |c mark:// c\n5:c:/* and\n"},
		{summary.Range{File: file, Line: 5, Col: 2, EndLine: 7, EndCol: 7}, 0, "5:c mark:/* and\n6:\n7:c mark:so */|: f(|s:1|:, x)\n"},
		{summary.Range{File: file, Line: 9, Col: 1, EndLine: 9, EndCol: 1}, 0, ""},
		{summary.Range{File: file + "none", Line: 1, Col: 1, EndLine: 1, EndCol: 1}, 0, ""},
	} {
		if got := shown(new(Report).excerpt(c.at, c.around)); got != c.want {
			t.Errorf("%+v:\ngot  %q\nwant %q", c.at, got, c.want)
		}
	}
}

func shown(e excerpt) string {
	var b strings.Builder
	for _, l := range e {
		var parts []string
		for _, p := range l.Parts {
			parts = append(parts, p.Class+":"+p.Text)
		}
		b.WriteString(string(rune('0'+l.Number)) + ":" + strings.Join(parts, "|") + "\n")
	}
	return b.String()
}

// A call is shown by the name of what it calls.
func TestNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte("\tx.größe(y)\n\tf()()\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	r := new(Report)
	for _, c := range []struct {
		line, col int
		want      string
	}{{1, 11, "größe"}, {2, 3, "f"}, {2, 5, "("}} {
		at := r.named(summary.Range{File: file, Line: c.line, Col: c.col, EndLine: c.line, EndCol: c.col + 1})
		text, _ := r.source(file).line(c.line)
		if _, in, _ := marked(text, at); in != c.want {
			t.Errorf("%d:%d: got %q, want %q", c.line, c.col, in, c.want)
		}
	}
}
