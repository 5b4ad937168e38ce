package format

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/concurrencylint/concurrencylint/internal/baseline"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

const (
	project = "https://github.com/concurrencylint/concurrencylint"
	srcRoot = "%SRCROOT%" // what the URIs of a log are relative to
)

// sarif prints a log of SARIF 2.1.0.
func sarif(w io.Writer, r *Report) error {
	s := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "concurrencylint", Version: r.Version, InformationURI: project, Rules: []sarifRule{},
		}},
		ColumnKind:  "utf16CodeUnits",
		Invocations: []sarifInvocation{{!r.Partial}},
		Bases:       map[string]sarifBase{srcRoot: {sarifMessage{"the root of the repository"}}},
		Results:     []sarifResult{},
	}
	index := map[string]int{}
	for i, rule := range r.Rules {
		index[rule.Name] = i
		s.Tool.Driver.Rules = append(s.Tool.Driver.Rules, describe(rule))
	}
	prints := baseline.Fingerprints(r.Findings)
	for i, f := range r.Findings {
		result := r.result(f)
		result.RuleIndex = index[f.Rule]
		result.Fingerprints = map[string]string{
			"concurrencylint/v1":      prints[i],
			"primaryLocationLineHash": prints[i], // the one that GitHub goes by
		}
		s.Results = append(s.Results, result)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	return enc.Encode(sarifLog{
		Version: "2.1.0",
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Runs:    []sarifRun{s},
	})
}

func describe(r *rule.Rule) sarifRule {
	title, _, _ := strings.Cut(r.Doc, "\n")
	return sarifRule{
		ID:       r.Name,
		Name:     r.Name,
		Short:    sarifMessage{title},
		Full:     sarifMessage{title}, // GitHub takes 1024 letters at most
		Help:     sarifHelp{Text: r.Doc, Markdown: markdown(r.Doc)},
		HelpURI:  r.Compiler().URL,
		Default:  sarifDefault{"warning"},
		Property: sarifTags{Tags: []string{"concurrency", "correctness"}, Precision: "high"},
	}
}

func (r *Report) result(f run.Finding) sarifResult {
	s := sarifResult{
		RuleID:    f.Rule,
		Level:     "warning",
		Message:   sarifMessage{f.Message},
		Locations: []sarifLocation{r.location(f.Range, "")},
	}
	for i, rel := range f.Related {
		l := r.location(rel.Range, rel.Message)
		l.ID = i + 1
		s.Related = append(s.Related, l)
	}
	if steps := way(f); len(steps) > 0 {
		var flow sarifThread
		for _, step := range steps {
			flow.Locations = append(flow.Locations, sarifFlowLocation{r.location(step.at, step.what)})
		}
		s.Flows = []sarifFlow{{[]sarifThread{flow}}}
	}
	for _, x := range f.Fixes {
		if fix, ok := r.fix(x); ok {
			s.Fixes = append(s.Fixes, fix)
		}
	}
	return s
}

// fix is false where a //line directive hides what the edits count in.
func (r *Report) fix(x rule.Fix) (sarifFix, bool) {
	s := sarifFix{Description: sarifMessage{x.Message}}
	for _, e := range x.Edits {
		at := r.location(e.Range, "").Physical
		if e.Range.Raw != "" || at.Region == nil {
			return s, false
		}
		i := slices.IndexFunc(s.Changes, func(c sarifChange) bool { return c.File == at.File })
		if i < 0 {
			i = len(s.Changes)
			s.Changes = append(s.Changes, sarifChange{File: at.File})
		}
		s.Changes[i].Replacements = append(s.Changes[i].Replacements, sarifReplacement{*at.Region, sarifMessage{e.New}})
	}
	return s, len(s.Changes) > 0
}

func (r *Report) location(at summary.Range, what string) sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{File: r.artifact(at.File), Region: r.region(at)}}
	if what != "" {
		l.Message = &sarifMessage{what}
	}
	return l
}

func (r *Report) artifact(file string) sarifFile {
	name := Relative(r.Root, file)
	if filepath.IsAbs(name) {
		return sarifFile{URI: (&url.URL{Scheme: "file", Path: filepath.ToSlash(name)}).String()}
	}
	return sarifFile{URI: (&url.URL{Path: name}).String(), Base: srcRoot}
}

// region counts columns as SARIF does.
func (r *Report) region(at summary.Range) *sarifRegion {
	if !at.IsValid() {
		return nil
	}
	s := &sarifRegion{Line: at.Line, EndLine: at.EndLine}
	if at.Col > 0 && at.EndCol > 0 {
		s.Col, s.EndCol = r.column(at.File, at.Line, at.Col), r.column(at.File, at.EndLine, at.EndCol)
	}
	return s
}

// column makes a column that counts bytes one that counts UTF-16 code units.
func (r *Report) column(file string, number, col int) int {
	line, ok := r.source(file).line(number)
	if !ok || col-1 > len(line) {
		return col
	}
	return len(utf16.Encode([]rune(line[:col-1]))) + 1
}

// A step is a place that a request passes on its way to a finding.
type step struct {
	at   summary.Range
	what string
}

// way is the way from a handler to f, both included; none if f depends on no way.
func way(f run.Finding) []step {
	w := f.Way()
	if w == nil {
		return nil
	}
	steps := []step{{w.Handler.Range, fmt.Sprintf("handler %q", w.Handler.Name)}}
	for _, s := range w.Steps {
		steps = append(steps, step{s.Call.Range, fmt.Sprintf("%q calls %q here", s.Caller.Name, s.Callee.Name)})
	}
	return append(steps, step{f.Range, f.Message})
}
