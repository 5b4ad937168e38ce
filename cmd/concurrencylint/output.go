package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/concurrencylint/concurrencylint/internal/baseline"
	"github.com/concurrencylint/concurrencylint/internal/format"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/run"
)

// output is what the command line says about what to print, and where.
type output struct {
	format        string
	json          bool
	html          string
	writeBaseline string
}

func (o *output) define(fs *flag.FlagSet) {
	fs.StringVar(&o.format, "format", "", "print findings in this `format`: "+format.Names()+" (default text)")
	fs.BoolVar(&o.json, "json", false, "print findings as JSON, in the format of go vet -json; the same as -format json")
	fs.StringVar(&o.html, "html", "", "write the findings to `file` as well, as a page for a browser")
	fs.StringVar(&o.writeBaseline, "write-baseline", "", "write the findings to `file` for -baseline, and print none")
}

// settle checks the options about output, and what goes with them.
func (o *options) settle() error {
	out := &o.output
	if out.json && out.format != "" && out.format != "json" {
		return fmt.Errorf("-json does not go with -format %s", out.format)
	}
	if out.json {
		out.format = "json"
	}
	if out.writeBaseline != "" && (out.format != "" || out.html != "") {
		return errors.New("-write-baseline prints no findings: it does not go with -json, -format and -html")
	}
	if o.diff && (out.format != "" || out.html != "" || out.writeBaseline != "") {
		return errors.New("-diff prints a diff: it does not go with -json, -format, -html and -write-baseline")
	}
	out.format = cmp.Or(out.format, "text")
	if format.Named(out.format) == nil {
		return fmt.Errorf("-format: no format %q; want %s", out.format, format.Names())
	}
	if o.known.recent && o.known.since != "" {
		return errors.New("-new does not go with -new-from")
	}
	if out.writeBaseline != "" && (o.known.baseline != "" || o.known.recent || o.known.since != "") {
		return errors.New("-write-baseline writes all findings: it does not go with -baseline, -new and -new-from")
	}
	return nil
}

// report prints the findings, or writes the baseline, and returns the exit code, which
// was code before.
func (o *options) report(code int, prog *load.Program, findings []run.Finding, wd string, stdout, stderr io.Writer) int {
	if name := o.output.writeBaseline; name != "" {
		if err := create("-write-baseline", name, baseline.Of(findings).Write); err != nil {
			return fail(stderr, err)
		}
		fmt.Fprintf(stderr, "concurrencylint: findings in %s: %d\n", name, len(findings))
		return code
	}
	r := &format.Report{
		Findings: findings,
		Rules:    o.rules,
		Version:  buildVersion(),
		Module:   module(prog),
		Dir:      wd,
		Partial:  code == exitFailed,
		Root:     projectRoot(o.loading(wd).Dir),
	}
	if f, ok := stdout.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		r.Terminal = true
		r.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	if name := o.output.html; name != "" {
		if err := create("-html", name, func(w io.Writer) error { return format.HTML(w, r) }); err != nil {
			code = fail(stderr, err)
		}
	}
	if err := format.Named(o.output.format)(stdout, r); err != nil {
		return fail(stderr, err)
	}
	if code == exitClean && len(findings) > 0 {
		return exitFindings
	}
	return code
}

// module names what was linted.
func module(prog *load.Program) string {
	for _, p := range prog.Packages {
		if p.Module != nil {
			return p.Module.Path
		}
	}
	return "command-line-arguments"
}

// create writes the file that a flag names.
func create(flag, name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	err := write(&b)
	if err == nil {
		err = os.WriteFile(name, b.Bytes(), 0o666)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// projectRoot returns the root of the repository that dir is in, or else dir.
func projectRoot(dir string) string { return cmp.Or(project.Above(dir, ".git"), dir) }
