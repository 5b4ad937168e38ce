package run

import (
	"cmp"
	"go/types"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/progress"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
	"github.com/concurrencylint/concurrencylint/internal/thread"
)

// A compiler runs analyzers over packages. [checker.Analyze] gets to see one analyzer
// in place of them all, so that it has one action a package. This one type-checks
// the package, runs the others, has their facts for its own and never fails, as
// Analyze would skip all packages above.
type compiler struct {
	roots   []*analysis.Analyzer        // those whose results are wanted
	all     []*analysis.Analyzer        // and what they require, which comes before them
	onTests map[*analysis.Analyzer]bool // see testsSeen
	guard   *guard
	gate    *gate
	units   map[*types.Package]*unit
	memory  *memory
	line    *progress.Line
	stop    <-chan struct{} // closed where the run is interrupted; may be nil
}

// A unit is a package to compile.
type unit struct {
	pkg    *load.Package
	tests  bool   // a test variant of which only its tests are of interest
	entry  *entry // what is known of it, if it need not be analysed
	number int
	kept   map[*analysis.Analyzer]any

	// guarded by guard.mu
	ended  bool // all analyzers have run
	spoilt bool // an analyzer failed, here or on what it imports
}

func newCompiler(g *guard, rules []*rule.Rule) *compiler {
	c := &compiler{
		roots:   roots(rules),
		onTests: testsSeen(rules),
		guard:   g,
		gate:    newGate(runtime.GOMAXPROCS(0)),
		units:   map[*types.Package]*unit{},
	}
	c.all = required(c.roots)
	return c
}

// roots returns the analyzers whose results are wanted.
func roots(rules []*rule.Rule) []*analysis.Analyzer {
	roots := []*analysis.Analyzer{summary.Analyzer}
	for _, r := range rules {
		roots = append(roots, r.Compiler())
	}
	return roots
}

// testsSeen returns the analyzers that run on test variants: the rules that look at
// tests, and what they require. It returns nil if all run there because fixes are
// wanted that change whatever calls a function.
func testsSeen(rules []*rule.Rule) map[*analysis.Analyzer]bool {
	var looking []*analysis.Analyzer
	for _, r := range rules {
		if thread.On(&r.Flags) {
			return nil
		}
		if r.Tests {
			looking = append(looking, r.Compiler())
		}
	}
	set := map[*analysis.Analyzer]bool{}
	for _, a := range required(looking) {
		set[a] = true
	}
	return set
}

// required returns the analyzers and all that they require, each behind what it
// requires.
func required(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	var order []*analysis.Analyzer
	seen := map[*analysis.Analyzer]bool{}
	var add func(a *analysis.Analyzer)
	add = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		for _, req := range a.Requires {
			add(req)
		}
		order = append(order, a)
	}
	for _, a := range analyzers {
		add(a)
	}
	return order
}

// plan returns the packages to compile.
func (c *compiler) plan(pkgs []*load.Package) []*unit {
	var units []*unit
	for _, p := range pkgs {
		u := &unit{pkg: p, tests: p.ForTest != "" && c.onTests != nil, kept: map[*analysis.Analyzer]any{}}
		units = append(units, u)
		c.units[p.Types] = u
	}
	return units
}

// recall finds what is known of the units. A unit above one that has to be analysed
// has to be, too. It returns those.
func (c *compiler) recall(units []*unit) (stale []*unit) {
	for _, u := range units {
		fresh := true
		for _, imp := range u.pkg.Imports {
			fresh = fresh && c.units[imp.Types].entry != nil
		}
		if fresh {
			u.entry = c.memory.recall(u)
		}
		if u.entry == nil {
			stale = append(stale, u)
		}
	}
	return stale
}

// compile analyses the stale ones of the units. If it is interrupted meanwhile, it
// leaves what is under way to itself.
func (c *compiler) compile(units, stale []*unit) {
	if len(stale) == 0 {
		return
	}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		c.guard.try("the driver", func() error { return c.run(units, stale) })
	}()
	select {
	case <-finished:
	case <-c.stop:
	}
}

// stopped reports whether the run has been interrupted.
func (c *compiler) stopped() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}

// ended returns the units of which all is known.
func (c *compiler) ended(units []*unit) []*unit {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	var out []*unit
	for _, u := range units {
		if u.entry != nil || u.ended {
			out = append(out, u)
		}
	}
	return out
}

func (c *compiler) run(units, stale []*unit) error {
	if err := analysis.Validate(c.roots); err != nil {
		return err
	}
	needed := map[*unit]bool{}
	for _, u := range stale {
		c.need(needed, u)
	}
	var initial []*packages.Package
	shells := map[*packages.Package]*packages.Package{}
	number := 0
	for _, u := range units {
		shells[u.pkg.Package] = shell(u.pkg, shells)
		if !needed[u] {
			continue
		}
		u.number = number
		number++
		if u.entry == nil {
			initial = append(initial, shells[u.pkg.Package])
		}
	}
	c.line.Expect(number)
	_, err := checker.Analyze([]*analysis.Analyzer{c.whole()}, initial, nil)
	return err
}

// whole returns the analyzer that stands for all.
func (c *compiler) whole() *analysis.Analyzer {
	whole := &analysis.Analyzer{
		Name:             "concurrencylint",
		Doc:              "run all analyzers",
		RunDespiteErrors: true, // take decides
		Run: func(pass *analysis.Pass) (any, error) {
			c.visit(pass)
			return nil, nil
		},
	}
	for _, a := range c.all {
		whole.FactTypes = append(whole.FactTypes, a.FactTypes...)
	}
	return whole
}

// need adds u and all that it imports to needed.
func (c *compiler) need(needed map[*unit]bool, u *unit) {
	if needed[u] {
		return
	}
	needed[u] = true
	for _, imp := range u.pkg.Imports {
		c.need(needed, c.units[imp.Types])
	}
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

// visit analyses the package of the pass: its turn comes after those it imports.
func (c *compiler) visit(whole *analysis.Pass) {
	u := c.units[whole.Pkg]
	defer c.gate.finish(u.number)
	c.gate.enter(u.number)
	if !c.stopped() {
		c.line.Begin(u.pkg.PkgPath)
		u.pkg.Check()
	}
	c.gate.leave()
	switch {
	case c.stopped():
	case u.entry != nil:
		c.end(u, c.guard.try("the facts of package "+u.pkg.PkgPath, func() error { return u.entry.export(whole) }))
	default:
		c.analyze(whole, u)
	}
}

// analyze runs all analyzers on u, side by side unless one requires the other, and
// keeps what they found.
func (c *compiler) analyze(whole *analysis.Pass, u *unit) {
	steps := map[*analysis.Analyzer]*step{}
	for _, a := range c.all {
		steps[a] = &step{analyzer: a, unit: u, done: make(chan struct{})}
	}
	var running sync.WaitGroup
	for _, a := range c.all {
		running.Go(func() { c.take(steps[a], whole, steps) })
	}
	running.Wait()
	if c.stopped() {
		return
	}
	c.gate.enter(u.number)
	defer c.gate.leave()
	well := true
	var exports []exported
	for _, a := range c.all {
		s := steps[a]
		ok := s.ok && c.guard.try(s.String(), func() error { return s.facts.export(whole) })
		well = well && !s.failed && ok == s.ok
		exports = append(exports, s.facts.exports...)
		if ok && slices.Contains(c.roots, a) {
			u.kept[a] = u.keep(s.value)
		}
	}
	u.pkg.Release()
	c.end(u, well)
	c.keepUnit(u, exports)
}

// end notes that all analyzers have run on u, well or not.
func (c *compiler) end(u *unit, well bool) {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	if !well {
		c.spoil(u)
	}
	u.ended = true
	c.line.End(u.pkg.PkgPath)
}

// spoil notes that what is found in u, and in what imports it, is not what it
// should be.
func (c *compiler) spoil(u *unit) {
	if u.spoilt {
		return
	}
	u.spoilt = true
	for _, above := range c.units {
		for _, imp := range above.pkg.Imports {
			if imp.Types == u.pkg.Types {
				c.spoil(above)
			}
		}
	}
}

// keepUnit remembers what was found in u, unless it depends on more than its key
// says.
func (c *compiler) keepUnit(u *unit, exports []exported) {
	if c.memory == nil || u.pkg.Cgo() {
		return
	}
	sound := u.pkg.Sound()
	c.guard.mu.Lock()
	if !sound {
		c.spoil(u)
	}
	spoilt := u.spoilt
	c.guard.mu.Unlock()
	if !spoilt {
		c.memory.keep(u, newEntry(exports, u.kept))
	}
}
