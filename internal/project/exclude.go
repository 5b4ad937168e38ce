package project

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Exclusions is where rules are silent.
type Exclusions []Exclusion

// An Exclusion keeps rules, or all if none is named, silent in the files that a
// glob matches, or that are below a directory which it matches. It is relative to
// the module of the file, unless it begins with a slash or a volume.
type Exclusion struct {
	Rules []string
	Glob  string
}

func (e Exclusion) String() string {
	if len(e.Rules) == 0 {
		return e.Glob
	}
	return strings.Join(e.Rules, ",") + ":" + e.Glob
}

// Set adds those of a list that is separated by semicolons.
func (es *Exclusions) Set(list string) error {
	for entry := range entries(list, ";") {
		var e Exclusion
		rules, glob, ok := strings.Cut(entry, ":")
		if ok && !strings.ContainsAny(rules, `/\`) && len(rules) > 1 { // no volume
			e.Rules = slices.Collect(entries(rules, ","))
		} else {
			glob = entry
		}
		e.Glob = strings.TrimSuffix(strings.TrimSpace(filepath.ToSlash(glob)), "/")
		if e.Glob == "" || !doublestar.ValidatePattern(e.Glob) {
			return fmt.Errorf("%q is no glob; want one such as internal/legacy/** or **/*_mock.go", glob)
		}
		*es = append(*es, e)
	}
	return nil
}

func (es *Exclusions) String() string {
	var all []string
	for _, e := range *es {
		all = append(all, e.String())
	}
	return strings.Join(all, ";")
}

// Of returns the exclusion that keeps the rule silent in a file, or nil.
func (es *Exclusions) Of(rule, file string) *Exclusion {
	for i := range *es {
		e := &(*es)[i]
		if (len(e.Rules) == 0 || slices.Contains(e.Rules, rule)) && e.matches(file) {
			return e
		}
	}
	return nil
}

func (e *Exclusion) matches(file string) bool {
	name := filepath.ToSlash(file)
	if !path.IsAbs(e.Glob) && filepath.VolumeName(e.Glob) == "" {
		name = inModule(file)
	}
	for ; name != "." && name != "/" && name != path.Dir(name); name = path.Dir(name) {
		if ok, _ := doublestar.Match(e.Glob, name); ok {
			return true
		}
	}
	return false
}

// inModule names a file relative to the nearest directory above it that has a
// go.mod. One that is named relatively stays as it is.
func inModule(file string) string {
	if !filepath.IsAbs(file) {
		return filepath.ToSlash(filepath.Clean(file))
	}
	rel, err := filepath.Rel(Above(filepath.Dir(file), "go.mod"), file)
	if err != nil { // there is none
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(rel)
}

// Above returns the nearest directory, dir or above it, that has an entry of the
// given name, or "".
func Above(dir, name string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Lstat(filepath.Join(d, name)); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return ""
		}
	}
}

// Below makes a glob that is relative to a directory absolute.
func Below(dir, glob string) string {
	return escape.Replace(filepath.ToSlash(dir)) + "/" + strings.TrimPrefix(glob, "./")
}

var escape = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`)
