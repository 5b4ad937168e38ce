package format

import (
	"encoding/json"
	"io"

	"github.com/concurrencylint/concurrencylint/internal/baseline"
)

// The types of a code quality report of GitLab.
type (
	gitlabIssue struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
	}
)

// gitlab prints a code quality report.
func gitlab(w io.Writer, r *Report) error {
	issues := []gitlabIssue{} // never null
	prints := baseline.Fingerprints(r.Findings)
	for i, f := range r.Findings {
		issues = append(issues, gitlabIssue{
			Description: f.Message,
			CheckName:   f.Rule,
			Fingerprint: prints[i],
			Severity:    "major",
			Location:    gitlabLocation{Relative(r.Root, f.Range.File), gitlabLines{max(1, f.Range.Line)}},
		})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "\t")
	return enc.Encode(issues)
}
