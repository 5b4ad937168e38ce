package config

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"github.com/concurrencylint/concurrencylint/internal/project"
)

// A setting is a value for a flag, and where the configuration has it.
type setting struct {
	path        []any // keys and indices
	flag, value string
	fault       string // what is wrong with it already
}

// settings returns what c sets, in a fixed order.
func (c *Config) settings() []setting {
	var all []setting
	for _, rule := range slices.Sorted(maps.Keys(c.Rules)) {
		all = append(all, setting{path: []any{"rules", rule}, flag: rule, value: fmt.Sprint(c.Rules[rule])})
	}
	for _, rule := range slices.Sorted(maps.Keys(c.Options)) {
		for _, option := range slices.Sorted(maps.Keys(c.Options[rule])) {
			all = append(all, setting{path: []any{"options", rule, option}, flag: rule + "." + option, value: fmt.Sprint(c.Options[rule][option])})
		}
	}
	for i, e := range c.Exclude {
		all = append(all, c.exclusions(i, e)...)
	}
	for i, r := range c.Contextless {
		s := setting{path: []any{"contextless", i}, flag: "project.contextless", value: r.Call + "=" + r.Instead}
		if r.Call == "" || strings.Contains(s.value, ";") {
			s.fault = "want call and instead, without a semicolon"
		}
		all = append(all, s)
	}
	for _, l := range []struct {
		key   string
		names []string
	}{{"handlers", c.Handlers}, {"pools", c.Pools}, {"detached", c.Detached}} {
		for i, name := range l.names {
			s := setting{path: []any{l.key, i}, flag: "project." + l.key, value: name}
			if strings.TrimSpace(name) == "" {
				s.fault = "an empty name"
			}
			all = append(all, s)
		}
	}
	return all
}

// exclusions returns the settings for entry number i of exclude.
func (c *Config) exclusions(i int, e Exclusion) []setting {
	if len(e.Paths) == 0 {
		return []setting{{path: []any{"exclude", i}, fault: "want paths"}}
	}
	var all []setting
	for j, glob := range e.Paths {
		s := setting{path: []any{"exclude", i, "paths", j}, flag: "project.exclude", value: glob}
		if glob == "" || strings.Contains(glob, ";") {
			s.fault = "want a glob, without a semicolon"
		}
		if c.dir != "" && !filepath.IsAbs(glob) {
			s.value = project.Below(c.dir, glob)
		}
		if len(e.Rules) > 0 {
			s.value = strings.Join(e.Rules, ",") + ":" + s.value
		}
		all = append(all, s)
	}
	return all
}

// Apply sets the flags in fs, which [Define] has defined, but those that given says
// are given already.
func (c *Config) Apply(fs *flag.FlagSet, given func(flag string) bool) error {
	for _, s := range c.settings() {
		if err := s.apply(fs, given); err != nil {
			return &fault{s.path, err.Error()}
		}
	}
	for i, e := range c.Exclude {
		for j, name := range e.Rules {
			if fs.Lookup(name) == nil || strings.Contains(name, ".") {
				return &fault{[]any{"exclude", i, "rules", j}, fmt.Sprintf("no rule %q", name)}
			}
		}
	}
	return nil
}

func (s setting) apply(fs *flag.FlagSet, given func(flag string) bool) error {
	if s.fault != "" {
		return fmt.Errorf("%s", s.fault)
	}
	rule, option, dotted := strings.Cut(s.flag, ".")
	switch {
	case rule == "project" && s.path[0] != "options":
	case !isSwitch(fs.Lookup(rule)):
		return fmt.Errorf("no rule %q", rule)
	case dotted && fs.Lookup(s.flag) == nil:
		return fmt.Errorf("rule %s has no option %q", rule, option)
	}
	if given(s.flag) {
		return nil
	}
	return fs.Set(s.flag, s.value)
}

// A fault is what is wrong at a place of the configuration.
type fault struct {
	path    []any
	message string
}

func (f *fault) Error() string { return f.where() + ": " + f.message }

// where names the place: options.contextless.mode, exclude[0].paths[1].
func (f *fault) where() string {
	var b strings.Builder
	for _, p := range f.path {
		switch p := p.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", p)
		case string:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(p)
		}
	}
	return b.String()
}

// At adds to what [Config.Apply] says of the configuration in file where that stands.
func At(file string, err error) error {
	f, ok := err.(*fault)
	if !ok {
		return err
	}
	line := 0
	if data, err := os.ReadFile(file); err == nil {
		line = lineOf(data, f.path)
	}
	return fmt.Errorf("%s:%d: %w", file, cmp.Or(line, 1), err)
}

// lineOf returns the line of what stands at a path, or 0.
func lineOf(data []byte, path []any) int {
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return 0
	}
	b := (&yaml.PathBuilder{}).Root()
	for _, p := range path {
		switch p := p.(type) {
		case int:
			b = b.Index(uint(p))
		case string:
			b = b.Child(p)
		}
	}
	node, err := b.Build().FilterFile(tree)
	if err != nil {
		return 0
	}
	return node.GetToken().Position.Line
}
