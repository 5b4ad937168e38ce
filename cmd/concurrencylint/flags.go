package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/concurrencylint/concurrencylint/internal/also"
	"github.com/concurrencylint/concurrencylint/internal/config"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// options is the command line.
type options struct {
	tests, fix, diff bool

	output    output
	known     known
	cache     cacheMode
	config    configuration
	also      also.Suites
	tags, dir string
	patterns  []string
	registry  []*rule.Rule // all there are
	rules     []*rule.Rule // those to run
}

// buildFlags are the flags for the go command.
func (o *options) buildFlags() []string {
	if o.tags == "" {
		return nil
	}
	return []string{"-tags=" + o.tags}
}

// parse reads the command line. Where there is nothing to lint, the options are
// nil and the exit code is valid.
func parse(args []string, rules []*rule.Rule, stdout, stderr io.Writer) (*options, int) {
	if len(args) > 0 && args[0] == "help" {
		return nil, help(args[1:], rules, stdout, stderr)
	}
	if len(args) > 0 && args[0] == "clean" {
		return nil, clean(args[1:], stderr)
	}
	o := &options{registry: rules}
	var version bool
	fs := flag.NewFlagSet("concurrencylint", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are printed below, once
	fs.BoolVar(&version, "version", false, "print the version and exit")
	choice := o.define(fs, rules)
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, help(nil, rules, stdout, stderr)
		}
		return nil, fail(stderr, fmt.Errorf("%w\nRun 'concurrencylint help' for usage.", err))
	}
	if version {
		fmt.Fprintf(stdout, "concurrencylint %s\n", buildVersion())
		return nil, exitClean
	}
	o.patterns = fs.Args()
	if len(o.patterns) == 0 {
		o.patterns = []string{"."}
	}
	if err := o.settle(); err != nil {
		return nil, fail(stderr, err)
	}
	if o.dir != "" {
		if info, err := os.Stat(o.dir); err != nil {
			return nil, fail(stderr, fmt.Errorf("-C: %w", err))
		} else if !info.IsDir() {
			return nil, fail(stderr, fmt.Errorf("-C: %s is not a directory", o.dir))
		}
	}
	if err := o.configure(fs, choice); err != nil {
		return nil, fail(stderr, err)
	}
	o.rules = append(choice.Rules(), o.also.Rules()...)
	return o, exitClean
}

// define adds the flags of the command and of the rules to fs and returns the
// choice of rules.
func (o *options) define(fs *flag.FlagSet, rules []*rule.Rule) *config.Choice {
	o.output.define(fs)
	o.known.define(fs)
	fs.BoolVar(&o.tests, "tests", true, "analyse test files as well")
	fs.Var(&o.also, "also", "run the concurrency analyzers of these `suites` as well: vet, staticcheck or both, with a comma; not with go vet -vettool")
	fs.Var(&o.cache, "cache", "`off`: keep nothing for later runs and use nothing of earlier ones")
	fs.StringVar(&o.tags, "tags", "", "comma-separated `list` of build tags")
	fs.StringVar(&o.dir, "C", "", "run in `dir`; packages and the module are relative to it")
	fs.BoolVar(&o.fix, "fix", false, "apply the first suggested fix of each finding, and print what remains")
	fs.BoolVar(&o.diff, "diff", false, "print the fixes as a diff instead of applying them")
	o.config.define(fs)
	return config.Define(fs, rules)
}

// help prints the manual, or that of one rule.
func help(args []string, rules []*rule.Rule, stdout, stderr io.Writer) int {
	if len(args) > 1 {
		return fail(stderr, errors.New("usage: concurrencylint help [rule]"))
	}
	if len(args) == 0 {
		usage(stdout, rules)
		return exitClean
	}
	for _, r := range slices.Concat(rules, also.Known().Rules()) {
		if r.Name == args[0] {
			ruleHelp(stdout, r)
			return exitClean
		}
	}
	return fail(stderr, fmt.Errorf("no rule %q\nRun 'concurrencylint help' for the list.", args[0]))
}

const usageText = `Concurrencylint finds concurrency mistakes in Go servers.

usage: concurrencylint [flags] [packages]
       concurrencylint config [flags]
       concurrencylint explain [flags] file:line [packages]
       concurrencylint help [rule]
       concurrencylint clean
       go vet -vettool=$(which concurrencylint) [packages]

Packages are named as for go build; without any, that of the current directory.
It exits with 0 if there is nothing to report, with 1 if there is, and with 2 if
something could not be run; what could be is still reported. An interrupt ends it at
once: what has been found so far is printed, and it exits with 2.

"config" prints the configuration in force, from .concurrencylint.yml and the
flags. "explain" says why there is, or is not, a finding on a line.

`

func usage(w io.Writer, rules []*rule.Rule) {
	fmt.Fprint(w, usageText)
	fmt.Fprint(w, "flags:\n")
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(w)
	new(options).define(fs, nil)
	fs.Bool("version", false, "print the version and exit")
	fs.PrintDefaults()
	fmt.Fprint(w, "\nrules (-rule runs only those named, -rule=false all others):\n")
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rules {
		title, _, _ := strings.Cut(r.Doc, "\n")
		fmt.Fprintf(tw, "  %s\t%s\n", r.Name, title)
	}
	tw.Flush()
}

func ruleHelp(w io.Writer, r *rule.Rule) {
	fmt.Fprintf(w, "%s: %s\n", r.Name, strings.TrimSpace(r.Doc))
	first := true
	r.Compiler().Flags.VisitAll(func(f *flag.Flag) {
		if first {
			fmt.Fprint(w, "\nflags:\n")
			first = false
		}
		fmt.Fprintf(w, "  -%s.%s=%s\n    \t%s\n", r.Name, f.Name, f.DefValue, f.Usage)
	})
}

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	return v + " " + info.GoVersion
}
