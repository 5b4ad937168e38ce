// Package load reads the packages to lint.
//
// Only linted packages (see [linted.Module]) are parsed and type-checked from
// source; all others come from the export data that the go command keeps in
// its cache. What the go command cannot load completely (a type error, a
// missing embedded file, a dependency that cannot be downloaded or compiled) is
// loaded as far as its types go, with a warning.
package load

import (
	"context"
	"errors"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"
)

// A Config says what to load.
type Config struct {
	Dir        string   // directory to run the go command in, absolute; "" is the current one
	Tests      bool     // load test variants as well
	Objects    bool     // fill in the deprecated ast.Ident.Obj, which analyzers of go vet read
	BuildFlags []string // for the go command, such as -tags
	Patterns   []string // of packages, as go list takes them
	// Context ends the go command when it is done; nil: none does.
	Context context.Context
	// Overlay holds the text of files that are to be read in place of what the
	// disk has.
	Overlay map[string][]byte
}

// A Program holds the packages to lint.
type Program struct {
	// Packages are the linted packages that the patterns match and those they
	// import, dependencies first.
	Packages []*Package
	// Errors says what could not be loaded at all.
	Errors []error

	l *loader
}

// Whole reports whether the patterns match all packages of the module of p.
func (p *Program) Whole(pkg *Package) bool {
	m := pkg.Module
	return m != nil && m.Dir != "" && slices.ContainsFunc(p.l.cfg.Patterns, func(pattern string) bool {
		dir, ok := strings.CutSuffix(pattern, "...")
		if !ok || strings.TrimLeft(dir, "./") != "" && !filepath.IsAbs(dir) {
			return pattern == m.Path+"/..."
		}
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(p.l.cfg.Dir, dir)
		}
		rel, err := filepath.Rel(dir, m.Dir)
		return err == nil && filepath.IsLocal(rel)
	})
}

// Broken reports whether the package could not be loaded completely.
func (p *Package) Broken() bool { return p.n.warning() != "" }

// A Package is one linted package or test variant of it. Its Imports hold
// linted packages only, so that a driver does not ask for facts of anything
// else. What comes from its source is there between Check and Release.
type Package struct {
	*packages.Package
	// superseded: another variant among the packages has all of its files.
	superseded bool

	l *loader
	n *node
}

// Check parses and type-checks the package, and first those it imports. Only
// the first call does something.
func (p *Package) Check() { p.l.check(p.n) }

// Sound reports whether the package, once checked, is all that its key says: it
// and what it imports are free of errors.
func (p *Package) Sound() bool { return !p.IllTyped && !p.n.unsure && !p.l.changed(p.n) }

// Cgo reports whether cgo made the files of the package, once checked.
func (p *Package) Cgo() bool { return p.n.cgo }

// Release lets go of the syntax and the types of the expressions.
func (p *Package) Release() { p.Syntax, p.TypesInfo = nil, nil }

// ReadFile returns the text of a file as it was, or will be, parsed.
func (p *Package) ReadFile(name string) ([]byte, error) { return p.l.cfg.ReadFile(name) }

// ReadFile returns the text of a file, in the overlay or on the disk.
func (c Config) ReadFile(name string) ([]byte, error) {
	if text, ok := c.Overlay[name]; ok {
		return text, nil
	}
	return os.ReadFile(name)
}

// Warnings says, a line each, which packages could not be loaded completely. It
// does not know of packages that have not been checked.
func (p *Program) Warnings() []string {
	var ws []string
	for _, pkg := range p.Packages {
		if w := pkg.n.warning(); w != "" && !pkg.superseded {
			ws = append(ws, w)
		}
	}
	slices.Sort(ws)
	ws = slices.Compact(ws)
	return ws
}

// Load lists the packages that cfg describes and prepares all of them.
func Load(cfg Config) (*Program, error) {
	prog, err := List(cfg)
	if err == nil {
		err = prog.Prepare(prog.Packages)
	}
	if err != nil {
		return nil, err
	}
	return prog, nil
}

// List finds the packages that cfg describes, without looking at more of them than
// the go command does. The error is not nil if there are none.
func List(cfg Config) (*Program, error) {
	l := &loader{
		cfg:     cfg,
		fset:    token.NewFileSet(),
		nodes:   map[*packages.Package]*node{},
		imports: map[string]*types.Package{},
		hashed:  map[string]Key{},
	}
	roots, err := l.list()
	if err != nil {
		return nil, err
	}
	if l.env, err = l.environment(); err != nil {
		return nil, err
	}
	sourced, errs := l.plan(roots)
	if len(sourced) == 0 && len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &Program{Packages: l.finish(l.order(sourced)), Errors: errs, l: l}, nil
}

// Prepare gets ready for Check of the packages. Of others that these import only
// the declarations are checked.
func (p *Program) Prepare(pkgs []*Package) error {
	var roots []*node
	for _, pkg := range pkgs {
		pkg.n.whole = true
		roots = append(roots, pkg.n)
	}
	order, err := p.l.fetchExports(roots)
	if err != nil {
		return err
	}
	for _, n := range order {
		if !n.linted {
			p.l.prepare(n)
		}
	}
	p.l.importAll(order)
	for _, n := range p.l.nodes {
		p.l.unsettled = p.l.unsettled || !n.linted && p.l.changed(n)
	}
	return nil
}

// A loader holds the state of one Load.
type loader struct {
	cfg       Config
	fset      *token.FileSet
	env       map[string]string // the build context
	nodes     map[*packages.Package]*node
	byCgo     map[string]*packages.Package // see cgoImports
	hashed    map[string]Key               // texts of files, once keys are asked for
	unsettled bool                         // files of dependencies have changed since then

	mu      sync.Mutex // guards what follows and the reading of export data
	imports map[string]*types.Package
}

// finish makes the packages of the linted nodes of order.
func (l *loader) finish(order []*node) []*Package {
	plain := map[string]bool{}
	whole := map[string]bool{} // packages of which there is a variant with the test files
	for _, n := range order {
		switch n.pkg.ForTest {
		case "":
			plain[n.pkg.PkgPath] = true
		case n.pkg.PkgPath:
			whole[n.pkg.PkgPath] = true
		}
	}
	superseded := func(p *packages.Package) bool {
		// A variant for the tests of another package differs only in what it imports.
		return p.ForTest != p.PkgPath && (whole[p.PkgPath] || p.ForTest != "" && plain[p.PkgPath])
	}
	var out []*Package
	for _, n := range order {
		if !n.linted {
			continue
		}
		l.prepare(n)
		n.pkg.Imports = map[string]*packages.Package{}
		for path, imp := range n.imports {
			if l.nodes[imp].linted {
				n.pkg.Imports[path] = imp
			}
		}
		out = append(out, &Package{
			Package:    n.pkg,
			superseded: superseded(n.pkg),
			l:          l,
			n:          n,
		})
	}
	return out
}
