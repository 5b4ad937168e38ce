// Command concurrencylint finds concurrency mistakes in Go servers.
//
//	concurrencylint [flags] [packages]
//	concurrencylint config [flags]
//	concurrencylint explain [flags] file:line [packages]
//	concurrencylint help [rule]
//	concurrencylint clean
//
// It also is a vet tool: go vet -vettool=$(which concurrencylint) ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/concurrencylint/concurrencylint/analyzers"
	"github.com/concurrencylint/concurrencylint/internal/cache"
	"github.com/concurrencylint/concurrencylint/internal/lintdirective"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/progress"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// Exit codes.
const (
	exitClean    = 0
	exitFindings = 1
	exitFailed   = 2 // something could not be run; what could has been reported
)

func main() { os.Exit(concurrencylint(os.Args[1:], analyzers.Rules())) }

// concurrencylint runs the command with the given rules and returns its exit code.
func concurrencylint(args []string, rules []*rule.Rule) int {
	if vetTool(args) {
		unitchecker.Main(modular(rules)...) // exits
	}
	command := ""
	if len(args) > 0 && (args[0] == "config" || args[0] == "explain") {
		command, args = args[0], args[1:]
	}
	o, code := parse(args, rules, os.Stdout, os.Stderr)
	switch {
	case o == nil:
		return code
	case command == "config":
		return printConfig(o, os.Stdout, os.Stderr)
	case command == "explain":
		return explainLine(o, os.Stdout, os.Stderr)
	}
	if o.fix || o.diff {
		return fixAll(o, os.Stdout, os.Stderr)
	}
	return lint(o, os.Stdout, os.Stderr)
}

// lint loads the packages, runs the rules over them and prints what they find.
func lint(o *options, stdout, stderr io.Writer) int {
	wd, err := os.Getwd()
	if err != nil {
		return fail(stderr, err)
	}
	cfg := o.loading(wd)
	fresh, err := o.known.filter(cfg.Dir)
	if err != nil {
		return fail(stderr, err)
	}
	store := o.cache.open(stderr)
	defer store.Trim()
	prog, res, err := analyse(store, cfg, o.rules, stderr)
	if err != nil {
		return fail(stderr, err)
	}
	code := complain(prog, res, o.registry, wd, stderr)
	if res.Interrupted != "" && o.output.writeBaseline != "" {
		return code // it would let pass what has not been looked for
	}
	return o.report(code, prog, fresh(res.Findings), wd, stdout, stderr)
}

// loading says what to load, for a run in the directory wd.
func (o *options) loading(wd string) load.Config {
	dir := o.dir
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(wd, dir)
	}
	return load.Config{Dir: dir, Tests: o.tests, Objects: len(o.also) > 0, BuildFlags: o.buildFlags(), Patterns: o.patterns}
}

// analyse lists the packages and runs the rules over them, as far as the cache does
// not know what comes out. An interrupt ends that at once; a second one, the process.
func analyse(store *cache.Cache, cfg load.Config, rules []*rule.Rule, stderr io.Writer) (*load.Program, *run.Result, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	line := progress.On(stderr)
	defer line.Stop()
	cfg.Context = ctx
	prog, err := load.List(cfg)
	if err == nil {
		var res *run.Result
		if res, err = run.Again(ctx, store, line, prog, rules); err == nil {
			return prog, res, nil
		}
	}
	if ctx.Err() != nil {
		err = errors.New("interrupted before any package was analysed")
	}
	return nil, nil, err
}

// complain says what could not be loaded, which directives could not be followed, and
// which rules failed.
func complain(prog *load.Program, res *run.Result, registry []*rule.Rule, wd string, stderr io.Writer) int {
	if res.Interrupted != "" {
		return fail(stderr, fmt.Errorf("interrupted %s", res.Interrupted))
	}
	code := warn(prog, wd, stderr)
	for _, f := range lintdirective.Faults(slices.Values(res.Ignores), registry) {
		code = fail(stderr, fmt.Errorf("%s:%d:%d: %s", strings.TrimPrefix(f.Range.File, wd+string(filepath.Separator)), f.Range.Line, f.Range.Col, f.Message))
	}
	for _, f := range res.Failures {
		code = fail(stderr, fmt.Errorf("internal error: %s", f))
	}
	return code
}

// warn says what could not be loaded.
func warn(prog *load.Program, wd string, stderr io.Writer) int {
	code := exitClean
	for _, err := range prog.Errors {
		code = fail(stderr, err)
	}
	for _, w := range prog.Warnings() {
		fmt.Fprintf(stderr, "concurrencylint: warning: %s\n", strings.ReplaceAll(w, wd+string(filepath.Separator), ""))
	}
	return code
}

// fail says what went wrong.
func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "concurrencylint: %v\n", err)
	return exitFailed
}
