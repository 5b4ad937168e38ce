// Package project is what a project tells of its own code, which no table here
// can know. It comes as flags, which the drivers share: go vet takes them on its
// command line, the command and golangci-lint from their configuration as well.
package project

import (
	"golang.org/x/tools/go/analysis"
)

// What there is to tell. Flags of [Analyzer] set these, before anything runs.
var (
	// Handlers are types of parameters that make a function a handler.
	Handlers Types
	// Contextless are calls that block and know no context.
	Contextless Replacements
	// Pools are functions that have what they are handed run by a bounded number
	// of goroutines.
	Pools Funcs
	// Detached are functions that have what they are handed outlive the request on
	// purpose.
	Detached Funcs
	// Exclude is where rules are silent.
	Exclude Exclusions
)

// Analyzer owns the flags. It finds nothing. Who reads the flags requires it, so that
// drivers see what a result depends on.
var Analyzer = &analysis.Analyzer{
	Name:             "project",
	Doc:              "tell the rules about the code of the project\n\nIts flags are those of the configuration, see docs/configuration.md.",
	URL:              "https://github.com/concurrencylint/concurrencylint/blob/main/docs/configuration.md",
	RunDespiteErrors: true,
	Run:              func(*analysis.Pass) (any, error) { return nil, nil },
}

func init() {
	fs := &Analyzer.Flags
	fs.Var(&Handlers, "handlers", "comma-separated `types` of parameters that make a function a handler: *path/pkg.Type, or path/pkg.Type")
	fs.Var(&Contextless, "contextless", "calls that block and know no context, and what to write instead: path/pkg.Type.Method=use MethodContext({ctx}, ...); separated by semicolons")
	fs.Var(&Pools, "pools", "comma-separated `functions` that have a bounded number of goroutines run what they are handed: path/pkg.Func, path/pkg.Type.Method")
	fs.Var(&Detached, "detached", "comma-separated `functions` that have what they are handed outlive the request on purpose")
	fs.Var(&Exclude, "exclude", "where rules are silent: rule,rule:`glob`, or a glob for all rules; separated by semicolons, relative to the module")
}
