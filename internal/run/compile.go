package run

import (
	"cmp"
	"fmt"
	"go/types"
	"reflect"
	"runtime"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/concurrencylint/concurrencylint/internal/load"
)

// A compiler runs analyzers over packages. To [checker.Analyze] it gives, in
// place of each analyzer, a wrapped one that
//
//   - never fails, as Analyze would skip all packages above: its result is an
//     *outcome, which holds the result proper, if there is one;
//   - type-checks the package before its first analyzer and releases it after
//     its last.
type compiler struct {
	guard   *guard
	gate    *gate
	wrapped map[*analysis.Analyzer]*analysis.Analyzer
	keep    map[*analysis.Analyzer]bool // those whose results are wanted
	units   map[*types.Package]*unit
}

// A unit is a package to compile.
type unit struct {
	pkg    *load.Package
	number int
	left   int // analyzers still to run; guarded by guard.mu
	done   []*outcome
	kept   map[*analysis.Analyzer]any
}

// An outcome is the result of a wrapped analyzer.
type outcome struct {
	value any
	ok    bool
}

func newCompiler(g *guard, roots []*analysis.Analyzer) *compiler {
	c := &compiler{
		guard:   g,
		gate:    newGate(runtime.GOMAXPROCS(0)),
		wrapped: map[*analysis.Analyzer]*analysis.Analyzer{},
		keep:    map[*analysis.Analyzer]bool{},
		units:   map[*types.Package]*unit{},
	}
	for _, a := range roots {
		c.keep[a] = true
		c.wrap(a)
	}
	return c
}

// run runs the roots over the packages, but over superseded ones only what
// makes facts, where others import them.
func (c *compiler) run(roots []*analysis.Analyzer, pkgs []*load.Package) ([]*unit, error) {
	facts := map[*analysis.Analyzer]bool{}
	for a := range c.wrapped {
		if len(a.FactTypes) > 0 {
			require(facts, a)
		}
	}
	imported := map[*packages.Package]bool{}
	for _, p := range slices.Backward(pkgs) { // those that import first
		if !p.Superseded || imported[p.Package] {
			for _, imp := range p.Imports {
				imported[imp] = true
			}
		}
	}
	var units []*unit
	var initial []*packages.Package
	shells := map[*packages.Package]*packages.Package{}
	for _, p := range pkgs {
		u := &unit{pkg: p, number: len(units), left: len(c.wrapped), kept: map[*analysis.Analyzer]any{}}
		shells[p.Package] = shell(p, shells)
		switch {
		case !p.Superseded:
			initial = append(initial, shells[p.Package])
		case imported[p.Package] && len(facts) > 0:
			u.left = len(facts)
		default:
			continue
		}
		units = append(units, u)
		c.units[p.Types] = u
	}
	var wrapped []*analysis.Analyzer
	for _, a := range roots {
		wrapped = append(wrapped, c.wrapped[a])
	}
	_, err := checker.Analyze(wrapped, initial, nil)
	return units, err
}

// shell returns what Analyze gets to see of p: it reads a package at any time,
// also while another goroutine type-checks it.
func shell(p *load.Package, shells map[*packages.Package]*packages.Package) *packages.Package {
	s := &packages.Package{
		ID:           p.ID,
		Name:         cmp.Or(p.Name, "_"), // Analyze insists on one
		PkgPath:      p.PkgPath,
		Module:       p.Module,
		OtherFiles:   p.OtherFiles,
		IgnoredFiles: p.IgnoredFiles,
		Fset:         p.Fset,
		Types:        p.Types,
		TypesSizes:   p.TypesSizes,
		Imports:      map[string]*packages.Package{},
	}
	for path, imp := range p.Imports {
		s.Imports[path] = shells[imp] // there already: dependencies come first
	}
	return s
}

// require adds a and all it requires to set.
func require(set map[*analysis.Analyzer]bool, a *analysis.Analyzer) {
	set[a] = true
	for _, req := range a.Requires {
		require(set, req)
	}
}

// wrap wraps a and all it requires.
func (c *compiler) wrap(a *analysis.Analyzer) *analysis.Analyzer {
	if w := c.wrapped[a]; w != nil {
		return w
	}
	w := new(*a)
	c.wrapped[a] = w
	w.Requires = nil
	for _, req := range a.Requires {
		w.Requires = append(w.Requires, c.wrap(req))
	}
	w.ResultType = reflect.TypeFor[*outcome]()
	w.RunDespiteErrors = true // analyze decides
	w.Run = func(pass *analysis.Pass) (any, error) { return c.step(a, pass), nil }
	return w
}

// step runs analyzer a when its turn has come, and tidies up after the last one
// of a package.
func (c *compiler) step(a *analysis.Analyzer, wrapped *analysis.Pass) *outcome {
	u := c.units[wrapped.Pkg]
	c.gate.enter(u.number)
	last := false
	defer func() { c.gate.leave(u.number, last) }()
	u.pkg.Check()
	out := c.analyze(a, wrapped, u)
	wrapped.ResultOf = nil // Analyze keeps the pass

	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	u.done = append(u.done, out)
	if c.keep[a] && out.ok {
		u.kept[a] = kept(out.value)
	}
	u.left--
	if last = u.left == 0; last {
		u.pkg.Release()
		for _, out := range u.done {
			out.value = nil
		}
		u.done = nil
	}
	return out
}

// analyze runs a on the package of u. The wrapped pass lacks what there is only
// since the package has been checked.
func (c *compiler) analyze(a *analysis.Analyzer, wrapped *analysis.Pass, u *unit) *outcome {
	pass := *wrapped
	pass.Analyzer = a
	pass.Files = u.pkg.Syntax
	pass.TypesInfo = u.pkg.TypesInfo
	pass.TypeErrors = u.pkg.TypeErrors
	pass.ReadFile = u.pkg.ReadFile
	pass.ImportObjectFact = importFact(a, wrapped.ImportObjectFact)
	pass.ResultOf = map[*analysis.Analyzer]any{}
	for _, req := range a.Requires {
		o := wrapped.ResultOf[c.wrapped[req]].(*outcome)
		if !o.ok {
			return &outcome{} // why has been noted
		}
		pass.ResultOf[req] = o.value
	}
	if u.pkg.IllTyped && !a.RunDespiteErrors {
		return &outcome{}
	}
	out := new(outcome)
	out.ok = c.guard.try(fmt.Sprintf("rule %s on package %s", a.Name, u.pkg.PkgPath), func() (err error) {
		out.value, err = a.Run(&pass)
		return err
	})
	return out
}
