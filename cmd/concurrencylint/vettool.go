package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// vetTool reports whether go vet has called: for the version, the flags, or to
// analyse the package that a .cfg file describes.
func vetTool(args []string) bool {
	return slices.Contains(args, "-V=full") || slices.Contains(args, "-flags") ||
		len(args) > 0 && strings.HasSuffix(args[len(args)-1], ".cfg")
}

// modular returns the analyzers of the rules, which link one package at a time.
// Where one panics, the others go on.
func modular(rules []*rule.Rule) []*analysis.Analyzer {
	var all []*analysis.Analyzer
	for _, r := range rules {
		a := new(*r.Analyzer())
		a.Run = func(pass *analysis.Pass) (_ any, err error) {
			defer func() {
				if p := recover(); p != nil {
					err = fmt.Errorf("internal error: rule %s on package %s: panic: %v", r.Name, pass.Pkg.Path(), p)
				}
			}()
			return r.Analyzer().Run(pass)
		}
		all = append(all, a)
	}
	return all
}

// viaVet applies fixes, or prints them, through go vet: it merges the edits of
// all packages and formats the files.
func viaVet(o *options) int {
	self, err := os.Executable()
	if err != nil {
		return fail(os.Stderr, err)
	}
	args := []string{"vet", "-vettool=" + self, "-fix"}
	if o.diff {
		args = append(args, "-diff")
	}
	args = append(args, o.buildFlags()...)
	args = append(args, o.ruleFlags...)
	args = append(args, "--")
	cmd := exec.Command("go", append(args, o.patterns...)...)
	cmd.Dir = o.dir
	out := &counter{w: os.Stdout}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, out, os.Stderr
	err = cmd.Run()
	switch {
	case err == nil:
		return exitClean
	case o.diff && out.n > 0:
		return exitFindings // there is a diff: not an error, but go vet's exit code is the same
	}
	return fail(os.Stderr, fmt.Errorf("go vet: %w", err))
}

// A counter counts what is written through it.
type counter struct {
	w io.Writer
	n int
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return c.w.Write(p)
}
