package baseline

import (
	"bytes"
	"strings"
	"testing"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

func finding(line int, fn, message string) run.Finding {
	return run.Finding{
		Finding: rule.Finding{Rule: "r", Func: fn, Range: summary.Range{File: "/a/b.go", Line: line}, Message: message},
		Package: "example.com/m/a",
	}
}

// What unrelated edits change is not in the key; what makes another finding is.
func TestKey(t *testing.T) {
	same := []run.Finding{
		finding(1, "a.F$1", "left at line 7"),
		finding(9, "a.F$2$1", "left at line 12"),
	}
	for _, f := range same {
		if got := KeyOf(f); got != KeyOf(same[0]) {
			t.Errorf("%+v is not %+v", got, KeyOf(same[0]))
		}
	}
	if KeyOf(finding(1, "a.G", "left at line 7")) == KeyOf(same[0]) {
		t.Error("findings in different functions have one key")
	}
	prints := Fingerprints(same)
	if prints[0] == prints[1] || prints[0][:32] != prints[1][:32] {
		t.Errorf("fingerprints %q", prints)
	}
}

// Of findings with the same key, as many are known as the baseline says.
func TestNew(t *testing.T) {
	fs := []run.Finding{finding(1, "a.F", "x"), finding(2, "a.F", "x"), finding(3, "a.F", "x")}
	b := Of(fs[:2])
	for range 2 { // it stays as it is
		if got := b.New(fs); len(got) != 1 || got[0].Range.Line != 3 {
			t.Errorf("new: %v", got)
		}
	}
}

func TestReadWritten(t *testing.T) {
	b := Of([]run.Finding{finding(1, "a.F", `"<&>" x`), finding(2, "a.F", `"<&>" x`), finding(2, "", "y")})
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	got, err := Read("f", out.Bytes())
	if err != nil || len(got) != 2 || got[KeyOf(finding(1, "a.F", `"<&>" x`))] != 2 {
		t.Errorf("%v, %v", got, err)
	}
	crlf := strings.ReplaceAll(out.String(), "\n", "\r\n")
	if got, err = Read("f", []byte(crlf)); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

// Whatever the file holds, it is a baseline or an error with the number of a line.
func FuzzRead(f *testing.F) {
	const first = `{"baseline":"concurrencylint","version":1}` + "\n"
	for _, s := range []string{
		"", "\n", "null", first, first + "{}", first + "null", first + "\n{}",
		first + `{"rule":"r","file":"f","message":"m","count":0}`,
		first + `{"rule":"r","file":"f","message":"m","count":1} x`,
		first + `{"rule":"r","file":"f","message":"m","count":1e99}`,
		`{"baseline":"concurrencylint","version":2}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read("f", data)
		if err != nil && !strings.HasPrefix(err.Error(), "f:") || (b == nil) != (err != nil) {
			t.Errorf("%v, %v", b, err)
		}
		for k, n := range b {
			if n < 1 || k.Rule == "" {
				t.Errorf("%+v: %d", k, n)
			}
		}
	})
}
