// Package format prints findings in the formats that people and programs read, one
// file a format.
package format

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Report is what to print.
type Report struct {
	Findings []run.Finding
	Rules    []*rule.Rule // those that ran
	Version  string       // of the linter
	Module   string       // that was linted
	Dir      string       // where the command runs: people read names relative to it
	Root     string       // of the repository: programs read names relative to it
	Partial  bool         // whether something could not be run, so that findings may be missing
	Terminal bool         // whether a person reads the text on a terminal
	Colour   bool         // whether that terminal shows colours

	sources map[string]*source
}

// A Format prints a report.
type Format func(io.Writer, *Report) error

var formats = []struct {
	name  string
	print Format
}{
	{"text", text},
	{"json", asJSON},
	{"sarif", sarif},
	{"github", github},
	{"gitlab", gitlab},
	{"checkstyle", checkstyle},
	{"junit", junit},
}

// Named returns the format with that name; nil if there is none.
func Named(name string) Format {
	for _, f := range formats {
		if f.name == name {
			return f.print
		}
	}
	return nil
}

// partial is what a report says that is [Report.Partial].
const partial = "something could not be run, see the log: findings may be missing"

// Names lists the formats, for a message.
func Names() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// Relative names a file relative to dir if it is below it, with slashes.
func Relative(dir, file string) string {
	if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return file
}

// marked cuts the first line of a range into what stands before, in and after it.
func marked(line string, at summary.Range) (before, in, after string) {
	from, to := within(line, at.Line, at)
	return line[:from], line[from:to], line[to:]
}
