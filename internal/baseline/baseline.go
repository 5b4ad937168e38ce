package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/run"
)

// A Baseline says how many findings of each key are known.
type Baseline map[Key]int

// Of returns the baseline in which the findings are known.
func Of(fs []run.Finding) Baseline {
	b := Baseline{}
	for _, f := range fs {
		b[KeyOf(f)]++
	}
	return b
}

// New returns the findings that b does not know: of those with the same key the last
// ones.
func (b Baseline) New(fs []run.Finding) []run.Finding {
	left := maps.Clone(b)
	var fresh []run.Finding
	for _, f := range fs {
		if k := KeyOf(f); left[k] > 0 {
			left[k]--
		} else {
			fresh = append(fresh, f)
		}
	}
	return fresh
}

// The first line of a file, and what the others hold: JSON, a line a key, so that
// branches merge.
type (
	header struct {
		Baseline string `json:"baseline"`
		Version  int    `json:"version"`
	}
	entry struct {
		Key
		Count int `json:"count"`
	}
)

var current = header{"concurrencylint", 1}

// Write writes b in the format that [Read] reads.
func (b Baseline) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // people read it
	if err := enc.Encode(current); err != nil {
		return err
	}
	for _, k := range slices.SortedFunc(maps.Keys(b), Key.compare) {
		if err := enc.Encode(entry{k, b[k]}); err != nil {
			return err
		}
	}
	return nil
}

func (k Key) compare(l Key) int {
	return cmp.Or(strings.Compare(k.File, l.File), strings.Compare(k.Func, l.Func),
		strings.Compare(k.Rule, l.Rule), strings.Compare(k.Message, l.Message))
}

// Read reads a baseline. An error names the file, the line, and what was expected
// there.
func Read(name string, data []byte) (Baseline, error) {
	b := Baseline{}
	at := map[Key]int{}
	lines := bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n"))
	for i, line := range lines {
		bad := func(format string, args ...any) error {
			return fmt.Errorf("%s:%d: %s", name, i+1, fmt.Sprintf(format, args...))
		}
		if i == 0 {
			var h header
			if err := strict(line, &h); err != nil || h != current {
				return nil, bad(`want the first line of a baseline, {"baseline":"concurrencylint","version":1}`)
			}
			continue
		}
		var e entry
		if err := strict(line, &e); err != nil {
			return nil, bad(`want a finding, {"rule":...,"file":...,"func":...,"message":...,"count":...}: %v`, err)
		}
		if e.Rule == "" || e.File == "" || e.Message == "" || e.Count < 1 {
			return nil, bad(`want a finding with "rule", "file", "message" and a "count" of at least 1`)
		}
		if at[e.Key] > 0 {
			return nil, bad("want each finding once, with a count; it is in line %d already", at[e.Key])
		}
		at[e.Key] = i + 1
		b[e.Key] = e.Count
	}
	return b, nil
}

// strict decodes one line of JSON that has the fields of v and no others.
func strict(line []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("the line is empty")
	case err != nil:
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	case dec.More():
		return errors.New("something follows it")
	}
	return nil
}
