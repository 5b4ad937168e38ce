// Package config reads what a project says about linting it: which rules run, their
// options, where they are silent, and what package project wants to know. All of it
// becomes flags; those given on the command line override it.
package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// Name is the name of the file.
const Name = ".concurrencylint.yml"

// Config is what the file holds, and also the settings of golangci-lint.
type Config struct {
	// Rules switches rules on and off: if any is switched on only those run,
	// otherwise all that are not switched off.
	Rules map[string]bool `yaml:"rules,omitempty" json:"rules"`
	// Options holds the options of rules: rule, option, value.
	Options map[string]map[string]any `yaml:"options,omitempty" json:"options"`
	// Exclude is where rules are silent.
	Exclude []Exclusion `yaml:"exclude,omitempty" json:"exclude"`
	// Handlers lists types of parameters that make a function a handler.
	Handlers []string `yaml:"handlers,omitempty" json:"handlers"`
	// Contextless lists calls that block and know no context.
	Contextless []Replacement `yaml:"contextless,omitempty" json:"contextless"`
	// Pools lists functions that have a bounded number of goroutines run what they
	// are handed.
	Pools []string `yaml:"pools,omitempty" json:"pools"`
	// Detached lists functions that have what they are handed outlive the request
	// on purpose.
	Detached []string `yaml:"detached,omitempty" json:"detached"`

	file string    // where c is from; "" if from elsewhere
	dir  string    // where paths begin
	tree yaml.Node // with positions
}

// An Exclusion keeps the rules, or all if none is named, silent below the paths.
type Exclusion struct {
	Paths []string `yaml:"paths" json:"paths"`
	Rules []string `yaml:"rules,omitempty" json:"rules"`
}

// A Replacement is a function, and what to write in place of a call.
type Replacement struct {
	Call    string `yaml:"call" json:"call"`
	Instead string `yaml:"instead" json:"instead"`
}

// Find returns the configuration for a run in dir: the file in dir or the nearest
// directory above it, up to the root of the repository, or where there is none to
// that of the module, or else in dir alone. It returns "" if there is none.
func Find(dir string) string {
	top := cmp.Or(project.Above(dir, ".git"), project.Above(dir, "go.mod"), dir)
	for d := dir; ; d = filepath.Dir(d) {
		file := filepath.Join(d, Name)
		if _, err := os.Lstat(file); err == nil {
			return file
		}
		if d == top {
			return ""
		}
	}
}

// Read reads a configuration file. Errors name the file and the line.
func Read(file string, rules []*rule.Rule) (*Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	c := &Config{dir: filepath.Dir(abs), file: file}
	if err := c.decode(data, rules); err != nil {
		return nil, fmt.Errorf("%s:%w", file, err)
	}
	return c, nil
}

// decode fills in c. Errors begin with the line.
func (c *Config) decode(data []byte, rules []*rule.Rule) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&c.tree); err == io.EOF {
		return nil // nothing but comments
	} else if err != nil {
		return lined(err)
	}
	if err := shapeOf(rules).check(&c.tree); err != nil {
		return err
	}
	if err := c.tree.Decode(c); err != nil {
		return lined(err)
	}
	var more yaml.Node
	switch err := d.Decode(&more); {
	case err == nil:
		return fmt.Errorf("%d: a second document; want one", more.Line)
	case err != io.EOF:
		return lined(err)
	}
	return nil
}

// lined turns what package yaml says, such as "yaml: line 3: did not find ...", into
// an error that begins with the line.
func lined(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	text = strings.Join(strings.Fields(strings.TrimPrefix(text, "unmarshal errors:")), " ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		return errors.New(rest)
	}
	return errors.New("1: " + text)
}
