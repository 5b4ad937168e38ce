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
	"github.com/concurrencylint/concurrencylint/internal/progress"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/summary"
	"github.com/concurrencylint/concurrencylint/internal/thread"
)

// A compiler runs analyzers over packages. To [checker.Analyze] it gives, in
// place of each analyzer, a wrapped one that
//
//   - never fails, as Analyze would skip all packages above: its result is an
//     *outcome, which holds the result proper, if there is one;
//   - type-checks the package before its first analyzer and releases it after
//     its last.
type compiler struct {
	roots   []*analysis.Analyzer        // those whose results are wanted
	onTests map[*analysis.Analyzer]bool // see testsSeen
	guard   *guard
	gate    *gate
	wrapped map[*analysis.Analyzer]*analysis.Analyzer
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
	left    int // analyzers still to run
	done    []*outcome
	exports []exported
	begun   bool
	ended   bool // all analyzers have run
	spoilt  bool // an analyzer failed, here or on what it imports
}

// An outcome is the result of a wrapped analyzer.
type outcome struct {
	value   any
	ok      bool
	failed  bool
	exports []exported
}

func newCompiler(g *guard, rules []*rule.Rule) *compiler {
	c := &compiler{
		roots:   roots(rules),
		onTests: testsSeen(rules),
		guard:   g,
		gate:    newGate(runtime.GOMAXPROCS(0)),
		wrapped: map[*analysis.Analyzer]*analysis.Analyzer{},
		units:   map[*types.Package]*unit{},
	}
	for _, a := range c.roots {
		c.wrap(a)
	}
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
	set := map[*analysis.Analyzer]bool{}
	for _, r := range rules {
		if thread.On(&r.Flags) {
			return nil
		}
		if r.Tests {
			require(set, r.Compiler())
		}
	}
	return set
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
	needed := map[*unit]bool{}
	for _, u := range stale {
		c.need(needed, u)
	}
	facts := c.factual()
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
		u.left = len(facts)
		if u.entry == nil {
			u.left = len(c.wrapped)
			initial = append(initial, shells[u.pkg.Package])
		}
	}
	c.line.Expect(number)
	var wrapped []*analysis.Analyzer
	for _, a := range c.roots {
		wrapped = append(wrapped, c.wrapped[a])
	}
	_, err := checker.Analyze(wrapped, initial, nil)
	return err
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

// factual returns the analyzers that run on packages that others import: those
// that make facts, and what they require.
func (c *compiler) factual() map[*analysis.Analyzer]bool {
	facts := map[*analysis.Analyzer]bool{}
	for a := range c.wrapped {
		if len(a.FactTypes) > 0 {
			require(facts, a)
		}
	}
	return facts
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
	if c.stopped() {
		return new(outcome)
	}
	c.begin(u)
	u.pkg.Check()
	var out *outcome
	switch {
	case u.entry != nil:
		out = c.repeat(a, wrapped, u)
	case u.tests && !c.onTests[a]:
		out = new(outcome)
	default:
		out = c.analyze(a, wrapped, u)
	}
	wrapped.ResultOf = nil // Analyze keeps the pass
	if last = c.finish(a, u, out); last && u.entry == nil {
		c.keepUnit(u)
	}
	return out
}

// begin notes that an analyzer runs on u.
func (c *compiler) begin(u *unit) {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	if !u.begun {
		u.begun = true
		c.line.Begin(u.pkg.PkgPath)
	}
}

// finish notes the outcome of a on u and reports whether it was the last one.
func (c *compiler) finish(a *analysis.Analyzer, u *unit, out *outcome) bool {
	c.guard.mu.Lock()
	defer c.guard.mu.Unlock()
	u.done = append(u.done, out)
	u.exports = append(u.exports, out.exports...)
	if out.failed {
		c.spoil(u)
	}
	if slices.Contains(c.roots, a) && out.ok && u.entry == nil {
		u.kept[a] = u.keep(out.value)
	}
	u.left--
	if u.left > 0 {
		return false
	}
	u.pkg.Release()
	for _, out := range u.done {
		out.value = nil
	}
	u.done = nil
	u.ended = true
	c.line.End(u.pkg.PkgPath)
	return true
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
func (c *compiler) keepUnit(u *unit) {
	exports := u.exports
	u.exports = nil
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

// repeat gives the facts out that a had for u.
func (c *compiler) repeat(a *analysis.Analyzer, wrapped *analysis.Pass, u *unit) *outcome {
	pass := *wrapped
	pass.Analyzer = a
	ok := c.guard.try(fmt.Sprintf("rule %s on package %s", a.Name, u.pkg.PkgPath), func() error { return u.entry.export(&pass) })
	return &outcome{failed: !ok}
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
	pass.ExportObjectFact = func(obj types.Object, fact analysis.Fact) {
		wrapped.ExportObjectFact(obj, fact)
		out.exports = append(out.exports, exported{a, obj, fact})
	}
	pass.ExportPackageFact = func(fact analysis.Fact) {
		wrapped.ExportPackageFact(fact)
		out.exports = append(out.exports, exported{a, nil, fact})
	}
	run := a.Run
	if u.tests && a == summary.Analyzer {
		run = summary.Outline // the package without its tests has been summarised
	}
	out.ok = c.guard.try(fmt.Sprintf("rule %s on package %s", a.Name, u.pkg.PkgPath), func() (err error) {
		out.value, err = run(&pass)
		return err
	})
	out.failed = !out.ok
	return out
}
