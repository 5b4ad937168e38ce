package config

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// A Choice says which rules run.
type Choice struct {
	rules    []*rule.Rule
	switches map[string]*tristate
}

// Define adds the flags of the rules and of package project to fs.
func Define(fs *flag.FlagSet, rules []*rule.Rule) *Choice {
	c := &Choice{rules, map[string]*tristate{}}
	for _, r := range rules {
		t := new(tristate)
		c.switches[r.Name] = t
		title, _, _ := strings.Cut(r.Doc, "\n")
		fs.Var(t, r.Name, title)
		eachOption(r, func(f *flag.Flag) { fs.Var(f.Value, r.Name+"."+f.Name, f.Usage) })
	}
	project.Analyzer.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, "project."+f.Name, f.Usage) })
	return c
}

func eachOption(r *rule.Rule, visit func(*flag.Flag)) { r.Compiler().Flags.VisitAll(visit) }

// Only reports whether a rule has been switched on, so that no others run.
func (c *Choice) Only() bool {
	for _, t := range c.switches {
		if t.set && t.value {
			return true
		}
	}
	return false
}

// Rules returns the rules to run, as go vet chooses: if any was switched on,
// only those; otherwise all that were not switched off.
func (c *Choice) Rules() []*rule.Rule {
	only := c.Only()
	var out []*rule.Rule
	for _, r := range c.rules {
		if t := c.switches[r.Name]; t.set && t.value || !t.set && !only {
			out = append(out, r)
		}
	}
	return out
}

// A tristate is a switch that knows whether it was given.
type tristate struct{ set, value bool }

func isSwitch(f *flag.Flag) bool {
	if f == nil {
		return false
	}
	_, ok := f.Value.(*tristate)
	return ok
}

func (t *tristate) IsBoolFlag() bool { return true }

func (t *tristate) String() string { return fmt.Sprint(t == nil || !t.set || t.value) }

func (t *tristate) Set(s string) error {
	switch s {
	case "true", "1", "t", "T", "TRUE", "True":
		t.value = true
	case "false", "0", "f", "F", "FALSE", "False":
		t.value = false
	default:
		return errors.New("want true or false")
	}
	t.set = true
	return nil
}

// Effective returns what is in force, as a configuration: runs with the same one
// apply the same rules in the same way.
func (c *Choice) Effective() *Config {
	e := &Config{
		Rules:    map[string]bool{},
		Options:  map[string]map[string]any{},
		Handlers: project.Handlers,
		Pools:    project.Pools,
		Detached: project.Detached,
	}
	on := c.Rules()
	for _, r := range c.rules {
		e.Rules[r.Name] = slices.Contains(on, r)
		eachOption(r, func(f *flag.Flag) {
			if e.Options[r.Name] == nil {
				e.Options[r.Name] = map[string]any{}
			}
			e.Options[r.Name][f.Name] = valueOf(f)
		})
	}
	for _, x := range project.Exclude {
		e.Exclude = append(e.Exclude, Exclusion{[]string{x.Glob}, x.Rules})
	}
	for _, r := range project.Contextless {
		e.Contextless = append(e.Contextless, Replacement(r))
	}
	return e
}

func valueOf(f *flag.Flag) any {
	if g, ok := f.Value.(flag.Getter); ok {
		switch v := g.Get().(type) {
		case bool, int, string:
			return v
		}
	}
	return f.Value.String()
}

// String is the configuration as a file.
func (c *Config) String() string {
	var b strings.Builder
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(c); err != nil {
		return fmt.Sprintf("# %v\n", err) // of an option that cannot be written
	}
	return b.String()
}
