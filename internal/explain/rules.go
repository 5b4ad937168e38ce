package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/directive"
	"github.com/concurrencylint/concurrencylint/internal/project"
	"github.com/concurrencylint/concurrencylint/internal/rule"
)

// rules says of each rule what it has to say of the line, and what becomes of that.
func (a *answer) rules() {
	a.say("\nRules:")
	var quiet []string
	for _, r := range a.Rules {
		if !a.rule(r) {
			quiet = append(quiet, r.Name)
		}
	}
	if len(quiet) > 0 {
		a.say("  nothing of their kind here: %s", strings.Join(quiet, ", "))
	}
	a.directives()
	for i, f := range a.passing() {
		if i == 0 {
			a.say("\nA call here is on the way to:")
		}
		if i == maxCalls {
			a.say("  and more")
			break
		}
		a.say("  %s: %s (%s)", a.place(f.Range), f.Message, f.Rule)
	}
}

// rule says what one rule has to say, if anything.
func (a *answer) rule(r *rule.Rule) bool {
	off := ""
	if !slices.Contains(a.On, r) {
		off = ", were it on: concurrencylint config says which rules are"
	}
	said := map[string]bool{} // a package is analysed as often as it has test variants
	tell := func(verdict string, f rule.Finding) {
		key := fmt.Sprint(f.Range, f.Message)
		if said[key] {
			return
		}
		said[key] = true
		a.say("  %s: %s%s\n    %s: %s", r.Name, verdict, off, a.place(f.Range), f.Message)
	}
	for _, f := range a.run.Findings {
		if f.Rule == r.Name && a.on(f.Range) {
			tell("reported", f.Finding)
		}
	}
	for _, s := range a.run.Silenced {
		if s.Finding.Rule == r.Name && a.on(s.Finding.Range) {
			tell(silence(a, s), s.Finding)
		}
	}
	if len(said) > 0 {
		return true
	}
	c := a.run.Compiled[r.Name]
	for _, f := range a.among(c.OnPath) {
		f.Message = strings.ReplaceAll(f.Message, "{handler}", "a handler")
		if a.run.Program.Way(f.Func) == nil {
			tell("not reported: no request gets here and waits for it, see above", f)
		} else {
			tell("not reported: a request gets here, but not on a way that the rule asks for (concurrencylint help "+r.Name+")", f)
		}
	}
	for _, f := range a.among(c.InProgram) {
		f.Message = strings.ReplaceAll(f.Message, "{handler}", "a handler")
		tell("not reported: what the other packages do does not make it a mistake", f)
	}
	return len(said) > 0
}

func silence(a *answer, s rule.Silenced) string {
	if s.By != nil {
		return "silenced by the directive at " + a.place(s.By.Range)
	}
	return "silenced by the exclusion " + s.Below.Glob
}

// directives names those that are for the line, and what is excluded.
func (a *answer) directives() {
	var lines []string
	for _, g := range a.run.Program.IgnoresIn(a.Place.File) {
		if a.Place.Line < g.From || g.To < a.Place.Line {
			continue
		}
		if g.Fault != "" {
			lines = append(lines, fmt.Sprintf("the directive at %s does not count: %s", a.place(g.Range), g.Fault))
		} else if g.Kind == directive.Nolint || !g.Foreign() {
			lines = append(lines, fmt.Sprintf("the directive at %s, for %s", a.place(g.Range), strings.Join(g.Names, ", ")))
		}
	}
	for _, r := range a.Rules {
		if e := project.Exclude.Of(r.Name, a.Place.File); e != nil {
			lines = append(lines, fmt.Sprintf("the exclusion %s, for %s", e.Glob, r.Name))
		}
	}
	if len(lines) > 0 {
		a.say("\nSilence here:\n  %s", strings.Join(lines, "\n  "))
	}
}
