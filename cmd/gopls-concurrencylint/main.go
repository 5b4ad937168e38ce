// Command gopls-concurrencylint builds gopls, the language server of Go, with
// the rules that this program came with among its analyzers:
//
//	gopls-concurrencylint [-o file] [-gopls version]
//
// gopls has no plug-ins. So this takes the source of gopls from the module cache,
// adds a file that appends the rules to the table of analyzers, and lets the go
// command build that. docs/gopls.md says how editors use the result.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
)

// Exit codes.
const (
	exitBuilt  = 0
	exitFailed = 2
)

func main() { os.Exit(build(os.Args[1:], os.Stdout, os.Stderr)) }

// build runs the command and returns its exit code.
func build(args []string, stdout, stderr io.Writer) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		usage(stdout)
		return exitBuilt
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err = o.build(ctx, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "gopls-concurrencylint: %v\n", err)
		return exitFailed
	}
	return exitBuilt
}

// options is the command line.
type options struct {
	output string // file or directory
	gopls  string // version
}

func (o *options) define(fs *flag.FlagSet) {
	fs.StringVar(&o.output, "o", ".", "write gopls to this `file`, or into this directory")
	fs.StringVar(&o.gopls, "gopls", "v0.23.0", "build this `version` of gopls")
}

// parse reads the command line.
func parse(args []string) (*options, error) {
	o := new(options)
	fs := flag.NewFlagSet("gopls-concurrencylint", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are printed by build, once
	o.define(fs)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	var err error
	o.output, err = filepath.Abs(o.output)
	return o, err
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Gopls-concurrencylint builds gopls with the rules of concurrencylint.

usage: gopls-concurrencylint [flags]

It exits with 0 if gopls was built, and with 2 if not.

flags:
`)
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	fs.SetOutput(w)
	new(options).define(fs)
	fs.PrintDefaults()
}
