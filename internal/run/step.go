package run

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A step is one analyzer on one package.
type step struct {
	analyzer *analysis.Analyzer
	unit     *unit
	done     chan struct{} // closed when what follows is there
	value    any
	ok       bool // there is a value
	failed   bool
	facts    facts
}

func (s *step) String() string {
	return fmt.Sprintf("rule %s on package %s", s.analyzer.Name, s.unit.pkg.PkgPath)
}

// take takes a step when those it requires are done and its turn has come.
func (c *compiler) take(s *step, whole *analysis.Pass, steps map[*analysis.Analyzer]*step) {
	defer close(s.done)
	a, u := s.analyzer, s.unit
	if u.tests && !c.onTests[a] {
		return
	}
	for _, req := range a.Requires {
		<-steps[req].done
	}
	c.gate.enter(u.number)
	defer c.gate.leave()
	if c.stopped() || u.pkg.IllTyped && !a.RunDespiteErrors {
		return
	}
	pass := s.pass(whole)
	for _, req := range a.Requires {
		if !steps[req].ok {
			return // why has been noted
		}
		pass.ResultOf[req] = steps[req].value
	}
	run := a.Run
	if u.tests && a == summary.Analyzer {
		run = summary.Outline // the package without its tests has been summarised
	}
	s.ok = c.guard.try(s.String(), func() (err error) {
		s.value, err = run(pass)
		return err
	})
	s.failed = !s.ok
}

// pass returns the pass of s, which is part of the whole.
func (s *step) pass(whole *analysis.Pass) *analysis.Pass {
	pass := *whole
	pass.Analyzer = s.analyzer
	pass.Files = s.unit.pkg.Syntax
	pass.TypesInfo = s.unit.pkg.TypesInfo
	pass.TypeErrors = s.unit.pkg.TypeErrors
	pass.ReadFile = s.unit.pkg.ReadFile
	pass.ResultOf = map[*analysis.Analyzer]any{}
	pass.Report = func(analysis.Diagnostic) {} // what is to be said is part of a result
	s.facts.serve(&pass)
	return &pass
}
