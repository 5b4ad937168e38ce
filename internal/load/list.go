package load

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/packages"

	"github.com/concurrencylint/concurrencylint/internal/linted"
)

// A node is a package of the import graph.
type node struct {
	pkg     *packages.Package
	imports map[string]*packages.Package // all of them
	linted  bool
	whole   bool // to be checked with the bodies of its functions
	source  bool // to be type-checked from source: linted, or no export data serves
	tried   bool // asked the go command for export data
	cgo     bool // its files come from cgo
	unsure  bool // see judge
	key     Key
	hashed  bool // the key says what is in the files
	once    sync.Once
}

// listMode does without NeedTypesSizes, for which the go command would run cgo.
const listMode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
	packages.NeedModule | packages.NeedForTest |
	packages.NeedEmbedFiles // so that the go command says when there are none

// list asks the go command for the packages matched and all they import, without
// compiling anything: the linted packages change with each run, and nobody but
// this run would want their export data.
func (l *loader) list() ([]*packages.Package, error) {
	patterns := make([]string, len(l.cfg.Patterns))
	for i, p := range l.cfg.Patterns {
		patterns[i] = "pattern=" + p // a pattern may contain "="
	}
	roots, err := packages.Load(l.config(listMode), patterns...)
	if err != nil {
		_, said, _ := strings.Cut(err.Error(), "stderr: ") // of the go command
		return nil, errors.New(strings.TrimSpace(cmp.Or(said, err.Error())))
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("no packages match %s", strings.Join(l.cfg.Patterns, " "))
	}
	return roots, nil
}

func (l *loader) config(mode packages.LoadMode) *packages.Config {
	return &packages.Config{
		Mode:       mode,
		Context:    l.cfg.Context,
		Dir:        l.cfg.Dir,
		Tests:      l.cfg.Tests,
		BuildFlags: l.cfg.BuildFlags,
		Overlay:    l.cfg.Overlay,
	}
}

// plan makes a node of each package and returns those of the roots. Roots
// without source are errors.
func (l *loader) plan(roots []*packages.Package) (sourced []*node, errs []error) {
	for _, r := range roots {
		adopt(r)
	}
	slices.SortFunc(roots, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	for _, r := range roots {
		switch {
		case isTestMain(r):
		case len(r.GoFiles) == 0:
			errs = append(errs, rootErrors(r)...)
		default:
			sourced = append(sourced, l.visit(r))
		}
	}
	return sourced, errs
}

// adopt makes a package that the user names linted code, wherever it is from: a
// package of the standard library or of a dependency as well. See
// [linted.Module].
func adopt(p *packages.Package) {
	switch m := p.Module; {
	case m == nil && !linted.Module("", "", p.PkgPath):
		p.Module = &packages.Module{Path: "std"}
	case m != nil && m.Version != "":
		own := *m
		own.Version = ""
		p.Module = &own
	}
}

// isTestMain reports whether p is the main package that the go command makes
// up for a test binary.
func isTestMain(p *packages.Package) bool {
	return p.Name == "main" && strings.HasSuffix(p.ID, ".test") && p.ForTest == "" && strings.HasSuffix(p.PkgPath, ".test")
}

// rootErrors says why p, which was asked for, has nothing to lint. A package of
// which build constraints exclude every file is no mistake.
func rootErrors(p *packages.Package) []error {
	var errs []error
	for _, e := range p.Errors {
		if strings.Contains(e.Msg, "build constraints exclude all Go files") {
			return nil
		}
		errs = append(errs, errors.New(e.Msg))
	}
	return errs
}

const (
	unseen = iota
	open
	closed
)

// visit makes the node of p and of all it imports. A package that is not linted
// but imports linted code, as a plug-in in a module of its own may, has to be
// checked from source: its export data speaks of another copy of that code.
func (l *loader) visit(p *packages.Package) *node {
	n := l.nodes[p]
	if n != nil {
		return n
	}
	n = &node{pkg: p, imports: p.Imports}
	l.nodes[p] = n
	m := p.Module
	n.linted = m == nil && linted.Module("", "", p.PkgPath) || m != nil && linted.Module(m.Path, m.Version, p.PkgPath)
	n.source = n.linted
	for _, imp := range p.Imports {
		if l.visit(imp).source {
			n.source = true
		}
	}
	return n
}

// order returns the nodes below roots that are checked from source, each after
// what it imports. It takes the edges that close an import cycle away: go/types
// reports the import.
func (l *loader) order(roots []*node) []*node {
	state := map[*node]int{}
	var order []*node
	var visit func(n *node)
	visit = func(n *node) {
		state[n] = open
		for _, path := range sortedKeys(n.imports) {
			imp := l.nodes[n.imports[path]]
			switch {
			case state[imp] == open:
				delete(n.imports, path)
			case state[imp] == unseen && imp.source:
				visit(imp)
			}
		}
		state[n] = closed
		order = append(order, n)
	}
	for _, r := range roots {
		if state[r] == unseen && r.source {
			visit(r)
		}
	}
	return order
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
