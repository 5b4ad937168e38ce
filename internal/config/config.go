// Package config reads what a project says about linting it: which rules run, their
// options, where they are silent, and what package project wants to know. All of it
// becomes flags; those given on the command line override it.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
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

	dir string // where paths begin
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

// keys is what a configuration may hold.
const keys = "rules, options, exclude (paths, rules), handlers, contextless (call, instead), pools and detached"

// Find returns the configuration for a run in dir: the file in dir or the nearest
// directory above it, up to the root of the repository, or where there is none to
// that of the module, or else in dir alone. It returns "" if there is none.
func Find(dir string) string {
	top := cmp.Or(above(dir, ".git"), above(dir, "go.mod"), dir)
	for d := dir; ; d = filepath.Dir(d) {
		if file := filepath.Join(d, Name); exists(file) {
			return file
		}
		if d == top {
			return ""
		}
	}
}

// above returns the nearest directory, dir or above it, that has an entry of the
// given name, or "".
func above(dir, name string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, name)) {
			return d
		}
		if d == filepath.Dir(d) {
			return ""
		}
	}
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// Read reads a configuration file. Errors name the file and the line.
func Read(file string) (*Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	c := &Config{dir: filepath.Dir(abs)}
	tree, err := parser.ParseBytes(data, 0)
	if err == nil {
		if len(tree.Docs) > 1 {
			return nil, fmt.Errorf("%s:%d: a second document; want one", file, tree.Docs[1].GetToken().Position.Line)
		}
		err = yaml.UnmarshalWithOptions(data, c, yaml.Strict())
	}
	if err != nil {
		return nil, located(file, err)
	}
	return c, nil
}

// located says in one line what is wrong in the file, and where.
func located(file string, err error) error {
	var unknown *yaml.UnknownFieldError
	var typed *yaml.TypeError
	var positioned yaml.Error
	if !errors.As(err, &positioned) {
		return fmt.Errorf("%s: %w", file, err)
	}
	message := positioned.GetMessage()
	switch {
	case errors.As(err, &unknown):
		message = strings.Replace(message, "unknown field", "unknown key", 1) + "; the keys are " + keys
	case errors.As(err, &typed):
		message = fmt.Sprintf("%q is of the wrong type; want %s", typed.Token.Value, typed.DstType)
	}
	at := positioned.GetToken().Position
	return fmt.Errorf("%s:%d:%d: %s", file, at.Line, at.Column, message)
}
