package config

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concurrencylint/concurrencylint/internal/directive"
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
			return c.fault(s.path, err.Error())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Options)) {
		if !isSwitch(fs.Lookup(name)) {
			return c.fault([]any{"options", name}, fmt.Sprintf("no rule %q", name))
		}
	}
	for i, e := range c.Exclude {
		for j, name := range e.Rules {
			if !isSwitch(fs.Lookup(name)) && !directive.Foreign(name) {
				return c.fault([]any{"exclude", i, "rules", j}, fmt.Sprintf("no rule %q", name))
			}
		}
	}
	return nil
}

func (s setting) apply(fs *flag.FlagSet, given func(flag string) bool) error {
	if s.fault != "" {
		return errors.New(s.fault)
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

// fault says what is wrong at a path of the configuration, and where that is.
func (c *Config) fault(path []any, message string) error {
	var name strings.Builder
	at := &c.tree
	for _, p := range path {
		at = child(at, p)
		switch p := p.(type) {
		case int:
			fmt.Fprintf(&name, "[%d]", p)
		case string:
			if name.Len() > 0 {
				name.WriteByte('.')
			}
			name.WriteString(p)
		}
	}
	if c.file == "" {
		return fmt.Errorf("%s: %s", &name, message)
	}
	return fmt.Errorf("%s:%d:%d: %s: %s", c.file, at.Line, at.Column, &name, message)
}

// child returns the node at a key or an index of n, or n if there is none.
func child(n *yaml.Node, p any) *yaml.Node {
	n = content(n)
	switch p := p.(type) {
	case int:
		if p < len(n.Content) {
			return n.Content[p]
		}
	case string:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == p {
				return n.Content[i+1]
			}
		}
	}
	return n
}
