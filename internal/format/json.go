package format

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// The types of what go vet -json prints.
type (
	jsonDiagnostic struct {
		Category string        `json:"category"`
		Posn     string        `json:"posn"`
		End      string        `json:"end"`
		Message  string        `json:"message"`
		Fixes    []jsonFix     `json:"suggested_fixes,omitempty"`
		Related  []jsonRelated `json:"related,omitempty"`
	}
	jsonRelated struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	}
	jsonFix struct {
		Message string     `json:"message"`
		Edits   []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Filename string `json:"filename"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		New      string `json:"new"`
	}
)

// asJSON prints the findings as go vet -json does: a tree of packages and rules.
func asJSON(w io.Writer, r *Report) error {
	tree := map[string]map[string][]jsonDiagnostic{}
	for _, f := range r.Findings {
		if tree[f.Package] == nil {
			tree[f.Package] = map[string][]jsonDiagnostic{}
		}
		tree[f.Package][f.Rule] = append(tree[f.Package][f.Rule], diagnostic(f))
	}
	data, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", data)
	return err
}

func diagnostic(f run.Finding) jsonDiagnostic {
	d := jsonDiagnostic{Category: f.Rule, Posn: start(f.Range), End: end(f.Range), Message: f.Message}
	for _, r := range f.Related {
		d.Related = append(d.Related, jsonRelated{start(r.Range), end(r.Range), r.Message})
	}
	for _, x := range f.Fixes {
		fix := jsonFix{Message: x.Message}
		for _, e := range x.Edits {
			fix.Edits = append(fix.Edits, jsonEdit{e.Range.Parsed(), e.Range.Offset, e.Range.EndOffset, e.New})
		}
		d.Fixes = append(d.Fixes, fix)
	}
	return d
}

func start(r summary.Range) string { return fmt.Sprintf("%s:%d:%d", r.File, r.Line, r.Col) }

func end(r summary.Range) string { return fmt.Sprintf("%s:%d:%d", r.File, r.EndLine, r.EndCol) }
