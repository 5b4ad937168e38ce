// Package baseline tells known findings from new ones. It knows a finding again after
// edits that have nothing to do with it.
package baseline

import (
	"crypto/sha256"
	"fmt"
	"path"
	"path/filepath"
	"regexp"

	"github.com/concurrencylint/concurrencylint/internal/run"
)

// A Key is what stays of a finding when lines shift, functions move within their
// file, or another way from a handler becomes the shortest.
type Key struct {
	Rule    string `json:"rule"`
	File    string `json:"file"` // path of the package and name of the file: the same on all machines
	Func    string `json:"func,omitempty"`
	Message string `json:"message"` // with N for numbers
}

var (
	literals = regexp.MustCompile(`(\$\d+)+`) // how keys of functions number the literals in them
	numbers  = regexp.MustCompile(`\d+`)
)

// KeyOf returns the key of a finding.
func KeyOf(f run.Finding) Key {
	return Key{
		Rule:    f.Rule,
		File:    path.Join(f.Package, filepath.Base(f.Range.File)),
		Func:    literals.ReplaceAllString(f.Func, ""),
		Message: numbers.ReplaceAllString(f.Gist(), "N"),
	}
}

// Fingerprints returns a name for each finding that unrelated edits do not change:
// that of its key, and the how manieth of the key it is.
func Fingerprints(fs []run.Finding) []string {
	var prints []string
	seen := map[Key]int{}
	for _, f := range fs {
		k := KeyOf(f)
		seen[k]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%q", []string{k.Rule, k.File, k.Func, k.Message}))
		prints = append(prints, fmt.Sprintf("%x:%d", sum[:16], seen[k]))
	}
	return prints
}
