// Package directive reads the comments by which code asks linters for silence:
//
//	//lint:ignore rule[,rule] reason
//	//lint:file-ignore rule[,rule] reason
//	//nolint[:name[,name]] [// reason]
//
// The first two have the form of staticcheck, the last that of golangci-lint.
package directive

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// A Kind is a form of directives.
type Kind uint8

const (
	// Line: //lint:ignore, for one line.
	Line Kind = iota
	// File: //lint:file-ignore, for the file it stands in.
	File
	// Nolint: //nolint, for a line or what begins on the next one.
	Nolint
)

// A Directive asks the rules that it names for silence.
type Directive struct {
	Kind  Kind
	Names []string // of rules; of linters as well in the case of Nolint
	Fault string   // why it does not count; "" if it does
}

// Suite is the name under which //nolint means all rules.
const Suite = "concurrencylint"

// Parse reads a comment. It reports whether that is a directive, for whomever.
func Parse(comment string) (Directive, bool) {
	if rest, ok := cutWord(comment, "//lint:ignore"); ok {
		return parseLint(Line, "//lint:ignore", rest), true
	}
	if rest, ok := cutWord(comment, "//lint:file-ignore"); ok {
		return parseLint(File, "//lint:file-ignore", rest), true
	}
	if !strings.HasPrefix(comment, "//") {
		return Directive{}, false
	}
	text := strings.TrimLeft(comment, "/ ")
	if list, ok := strings.CutPrefix(text, "nolint:"); ok {
		return parseNolint(list), true
	}
	if _, ok := cutWord(text, "nolint"); ok {
		return Directive{Kind: Nolint, Names: []string{Suite}}, true
	}
	return Directive{}, false
}

// cutWord cuts a word, which ends with the text or before a space, off the start
// of text.
func cutWord(text, word string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(text, word)
	return strings.TrimSpace(rest), ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// parseLint reads what follows the word of a //lint directive.
func parseLint(kind Kind, word, rest string) Directive {
	list, reason, _ := strings.Cut(strings.ReplaceAll(rest, "\t", " "), " ")
	d := Directive{Kind: kind}
	if list != "" {
		d.Names = strings.Split(list, ",")
	}
	switch {
	case len(d.Names) == 0:
		d.Fault = "names no rule"
	case slices.Contains(d.Names, ""):
		d.Fault = "has an empty name; names are separated by a comma, without a space"
	case strings.TrimSpace(reason) == "" && !d.Foreign():
		d.Fault = "gives no reason"
	default:
		return d
	}
	d.Fault = "the directive " + d.Fault + ": want " + word + " rule[,rule] reason"
	return d
}

// parseNolint reads the list of a //nolint directive, as golangci-lint does.
func parseNolint(list string) Directive {
	d := Directive{Kind: Nolint}
	list, _, _ = strings.Cut(list, "//")
	for name := range strings.SplitSeq(list, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "all" {
			name = Suite
		}
		d.Names = append(d.Names, name)
	}
	return d
}

// Silences reports whether the directive asks the rule for silence.
func (d *Directive) Silences(rule string) bool {
	return d.Fault == "" && slices.ContainsFunc(d.Names, func(name string) bool {
		if name == rule || d.Kind == Nolint && (name == Suite || name == strings.ToLower(rule)) {
			return true
		}
		ok, err := path.Match(name, rule)
		return ok && err == nil && check.MatchString(rule)
	})
}

// Foreign reports whether the directive names only what other linters check.
func (d *Directive) Foreign() bool {
	return d.Kind == Nolint || len(d.Names) > 0 && !slices.ContainsFunc(d.Names, func(name string) bool { return !Foreign(name) })
}

// Foreign reports whether another linter checks what has that name, as //lint
// directives give it: staticcheck, also by a pattern, or one of the table.
func Foreign(name string) bool {
	return check.MatchString(name) || strings.ContainsAny(name, "*?[") || slices.Contains(others, name)
}

// check is the form of the names of staticcheck's checks, and of its groups.
var check = regexp.MustCompile(`^(SA|S|ST|QF|U)[0-9]+$`)

// others lists, by name, what other linters check for whom //lint directives are.
var others = []string{
	"all",      // staticcheck
	"faillint", // github.com/fatih/faillint

	// Analyzers of go vet, see package also: they run only if they are asked for.
	"atomic",
	"copylocks",
	"httpresponse",
	"loopclosure",
	"lostcancel",
	"sigchanyzer",
	"testinggoroutine",
	"waitgroup",
}
