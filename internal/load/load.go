// Package load reads the packages to lint.
//
// Only linted packages (see [linted.Module]) are parsed and type-checked from
// source; all others come from the export data that the go command keeps in
// its cache. What the go command cannot load completely (a type error, a
// missing embedded file, a dependency that cannot be downloaded or compiled) is
// loaded as far as its types go, with a warning.
package load

import (
	"errors"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/tools/go/packages"
)

// A Config says what to load.
type Config struct {
	Dir        string   // directory to run the go command in, absolute; "" is the current one
	Tests      bool     // load test variants as well
	BuildFlags []string // for the go command, such as -tags
	Patterns   []string // of packages, as go list takes them
}

// A Program holds the packages to lint.
type Program struct {
	Fset *token.FileSet
	// Packages are the linted packages that the patterns match and those they
	// import, dependencies first. The Imports of each hold linted packages
	// only, so that a driver does not ask for facts of anything else.
	Packages []*Package
	// Errors says what could not be loaded at all.
	Errors []error
}

// A Package is one linted package or test variant of it.
type Package struct {
	*packages.Package
	// Superseded: a test variant among the packages has all of its files.
	Superseded bool
	// Warning says in a line what is wrong with the package; empty if nothing is.
	Warning string
}

// Warnings says, a line each, which packages could not be loaded completely.
func (p *Program) Warnings() []string {
	var ws []string
	for _, pkg := range p.Packages {
		if pkg.Warning != "" && !pkg.Superseded {
			ws = append(ws, pkg.Warning)
		}
	}
	slices.Sort(ws)
	return slices.Compact(ws)
}

// Load loads the packages that cfg describes. The error is not nil if nothing
// could be loaded.
func Load(cfg Config) (*Program, error) {
	l := &loader{
		cfg:     cfg,
		fset:    token.NewFileSet(),
		nodes:   map[*packages.Package]*node{},
		imports: map[string]*types.Package{},
	}
	roots, err := l.list()
	if err != nil {
		return nil, err
	}
	sourced, errs := l.plan(roots)
	if len(sourced) == 0 && len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	order, err := l.fetchExports(sourced)
	if err != nil {
		return nil, err
	}
	l.checkAll(order)
	return &Program{Fset: l.fset, Packages: l.finish(order), Errors: errs}, nil
}

// A loader holds the state of one Load.
type loader struct {
	cfg   Config
	fset  *token.FileSet
	nodes map[*packages.Package]*node

	mu      sync.Mutex // guards what follows and the reading of export data
	imports map[string]*types.Package
}

// finish makes the packages of the linted nodes of order.
func (l *loader) finish(order []*node) []*Package {
	var out []*Package
	done := map[*packages.Package]bool{}
	for _, n := range order {
		if n.linted {
			done[n.pkg] = true
		}
	}
	variants := map[string]bool{}
	for _, n := range order {
		if !n.linted {
			continue
		}
		for path, imp := range n.pkg.Imports {
			if !done[imp] {
				delete(n.pkg.Imports, path)
			}
		}
		if n.pkg.ForTest == n.pkg.PkgPath {
			variants[n.pkg.PkgPath] = true
		}
	}
	for _, n := range order {
		if n.linted {
			out = append(out, &Package{
				Package:    n.pkg,
				Superseded: n.pkg.ForTest == "" && variants[n.pkg.PkgPath],
				Warning:    n.warning(l.base()),
			})
		}
	}
	return out
}

// base is the directory to which warnings make paths relative.
func (l *loader) base() string {
	wd, err := os.Getwd()
	if err != nil {
		return l.cfg.Dir
	}
	return filepath.Clean(wd)
}
