package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/concurrencylint/concurrencylint/internal/config"
	"github.com/concurrencylint/concurrencylint/internal/format"
)

// configuration is what the command line says about the configuration file, and
// what that comes to.
type configuration struct {
	file   string // "": there is none
	none   bool
	choice *config.Choice
}

func (c *configuration) define(fs *flag.FlagSet) {
	fs.StringVar(&c.file, "config", "", "read the configuration from `file`, not from "+config.Name+" above the packages")
	fs.BoolVar(&c.none, "no-config", false, "read no configuration")
}

// configure sets what the configuration file sets, but not what the command line has
// set: each flag for itself, and all rules if it chooses those to run.
func (o *options) configure(fs *flag.FlagSet, choice *config.Choice) error {
	c := &o.config
	c.choice = choice
	if c.none && c.file != "" {
		return errors.New("-no-config does not go with -config")
	}
	if !c.none && c.file == "" {
		wd, err := os.Getwd()
		if err != nil {
			return err
		}
		c.file = format.Relative(wd, config.Find(o.loading(wd).Dir))
	}
	if c.file == "" {
		return nil
	}
	read, err := config.Read(c.file, o.registry)
	if err != nil {
		return err
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if choice.Only() {
		for _, r := range o.registry {
			given[r.Name] = true
		}
	}
	return read.Apply(fs, func(flag string) bool { return given[flag] })
}

// printConfig prints the configuration in force.
func printConfig(o *options, stdout, stderr io.Writer) int {
	if o.fix || o.diff || !slices.Equal(o.patterns, []string{"."}) {
		return fail(stderr, errors.New("usage: concurrencylint config [flags]"))
	}
	from := "# No configuration file."
	if o.config.file != "" {
		from = "# From " + o.config.file + " and flags."
	}
	fmt.Fprintf(stdout, "%s\n%s", from, o.config.choice.Effective())
	return exitClean
}
