// Package format prints findings in the formats that people and programs read, one
// file a format.
package format

import (
	"io"
	"os"
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
	Dir      string       // where the command runs: people read names relative to it
	Root     string       // of the repository: programs read names relative to it
	Terminal bool         // whether a person reads the text on a terminal
	Colour   bool         // whether that terminal shows colours

	texts map[string][]string // the lines of files
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

// Names lists the formats, for a message.
func Names() string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// relative names a file relative to dir if it is below it, with slashes.
func relative(dir, file string) string {
	if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return file
}

// lines returns the lines of a file; none if it cannot be read, as may be so where
// a //line directive names it.
func (r *Report) lines(file string) []string {
	if r.texts == nil {
		r.texts = map[string][]string{}
	}
	lines, ok := r.texts[file]
	if !ok {
		if data, err := os.ReadFile(file); err == nil {
			lines = strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
		}
		r.texts[file] = lines
	}
	return lines
}

// line returns the text of the line with that number, if the file has it.
func (r *Report) line(file string, number int) (string, bool) {
	lines := r.lines(file)
	if number < 1 || number > len(lines) {
		return "", false
	}
	return lines[number-1], true
}

// marked cuts a line of source into what stands before, in and after the range,
// which starts there. An empty range marks what follows it.
func marked(line string, at summary.Range) (before, in, after string) {
	start := min(max(at.Col-1, 0), len(line))
	end := len(line)
	if at.EndLine == at.Line {
		end = min(max(at.EndCol-1, start), len(line))
	}
	return line[:start], line[start:end], line[end:]
}
