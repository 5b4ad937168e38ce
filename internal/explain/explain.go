package explain

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/concurrencylint/concurrencylint/internal/format"
	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/load"
	"github.com/concurrencylint/concurrencylint/internal/rule"
	"github.com/concurrencylint/concurrencylint/internal/run"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// A Question is what to explain.
type Question struct {
	Place Place
	Rules []*rule.Rule // all there are
	On    []*rule.Rule // those that run
	Dir   string       // files below it are named relative to it
}

// Answer runs all rules over prog and writes why there is, or is not, a finding at
// the place.
func Answer(w io.Writer, prog *load.Program, q Question) error {
	l := new(look)
	a := &answer{Question: q, look: l, run: run.Examine(prog, append(slices.Clone(q.Rules), lookAt(q.Place, l)))}
	if !l.seen {
		return fmt.Errorf("%s is in none of the packages that are linted; build tags, another module or another name of a directory may be the reason", a.short(q.Place.File))
	}
	if len(a.run.Failures) > 0 {
		return fmt.Errorf("internal error: %s", a.run.Failures[0])
	}
	a.write()
	_, err := io.WriteString(w, a.text.String())
	return err
}

// An answer is being written.
type answer struct {
	Question
	look *look
	run  *run.Examination
	text strings.Builder
}

func (a *answer) say(format string, args ...any) { fmt.Fprintf(&a.text, format+"\n", args...) }

func (a *answer) short(file string) string { return format.Relative(a.Dir, file) }

func (a *answer) place(r summary.Range) string {
	return fmt.Sprintf("%s:%d:%d", a.short(r.File), r.Line, r.Col)
}

// on reports whether r is, or goes on over, the line.
func (a *answer) on(r summary.Range) bool {
	return r.File == a.Place.File && r.Line <= a.Place.Line && a.Place.Line <= max(r.Line, r.EndLine)
}

func (a *answer) write() {
	a.say("%s:%d", a.short(a.Place.File), a.Place.Line)
	switch {
	case a.look.generated:
		a.say("The file is generated: no rule reports anything in it.")
		return
	case a.look.test:
		a.say("This is code of tests: few rules report anything in it.")
	case len(a.look.spots) == 0:
		a.say("No code of a function that compiles stands here.")
	}
	for _, s := range a.look.spots {
		if f := a.run.Program.Func(s.key); f != nil {
			a.function(s, f)
		}
	}
	a.rules()
}

// function says how requests get to a function, and what it has there.
func (a *answer) function(s spot, f *summary.Func) {
	a.say("\nIn %q:", cmp.Or(f.Name, f.Key))
	way := a.run.Program.Way(f.Key)
	switch {
	case way != nil && len(way.Steps) == 0:
		a.say("  handler: it is one itself (%s)", f.Handler)
	case way != nil:
		a.say("  handler: %s", way)
		for _, step := range way.Steps {
			a.say("    %s: %q calls %q", a.place(step.Call.Range), step.Caller.Name, step.Callee.Name)
		}
	default:
		a.unreached(f)
	}
	a.say("  context at hand: %s", cmp.Or(s.context, "none"))
	a.locks(f)
	a.memory(f)
}

// maxCalls is how many calls are named.
const maxCalls = 8

// unreached says why no request gets to f.
func (a *answer) unreached(f *summary.Func) {
	a.say("  handler: none gets here while a request waits for it")
	if f.Test {
		a.say("    only tests run it")
	}
	if a.run.Program.SetsUp(f) {
		a.say("    it sets a server up: it registers routes, listens or serves, or calls what does")
	}
	all := a.run.Program.Approaches(f.Key)
	if len(all) == 0 {
		a.say("    nothing in these packages calls it, and no parameter makes it a handler")
	}
	for i, call := range all {
		if i == maxCalls {
			a.say("    and %d more calls", len(all)-i)
			break
		}
		why := call.Barrier
		if why == "" {
			why = "calls it, and no handler gets there"
		}
		a.say("    %s: %q %s", a.place(call.Call.Range), call.Caller.Name, why)
	}
}

// locks says which locks are held, as far as calls and accesses on the line tell.
func (a *answer) locks(f *summary.Func) {
	known, locked, rlocked := false, false, false
	note := func(at summary.Range, l, r bool) {
		if a.on(at) {
			known, locked, rlocked = true, locked || l, rlocked || r
		}
	}
	for _, c := range f.Calls {
		note(c.Range, c.Locked, c.RLocked)
	}
	for _, x := range f.Accesses {
		note(x.Range, x.Locked, x.RLocked)
	}
	guarded, all := a.run.Program.Guarded(f)
	switch {
	case locked:
		a.say("  locks: one is held here")
	case rlocked:
		a.say("  locks: one is held here, perhaps for reading only")
	case guarded > 0 && guarded == all:
		a.say("  locks: a caller holds one, on each way from a handler")
	case guarded > 0:
		a.say("  locks: a caller holds one on %d of %d ways from handlers", guarded, all)
	case known:
		a.say("  locks: none is held")
	default:
		a.say("  locks: not known, as no call to linted code and no shared memory is seen here")
	}
}

// memory says of what the line writes, and of the maps that it reads, whether
// requests share it.
func (a *answer) memory(f *summary.Func) {
	for _, x := range f.Accesses {
		if !a.on(x.Range) {
			continue
		}
		if slices.ContainsFunc(a.run.Program.States(), func(s *link.State) bool { return s.Func == f && a.run.Program.Shares(s, &x) }) {
			a.say("  memory: requests share %s", x.Name)
		} else {
			a.say("  memory: requests are not seen to share %s", x.Name)
		}
	}
}

// among returns those of the findings that are on the line.
func (a *answer) among(fs []rule.Finding) []rule.Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f rule.Finding) bool { return !a.on(f.Range) })
}

// passing returns the findings elsewhere to which a call on the line leads.
func (a *answer) passing() []rule.Finding {
	var all []rule.Finding
	for _, f := range a.run.Findings {
		if way := f.Way(); way != nil && !a.on(f.Range) && slices.ContainsFunc(way.Steps, func(s link.Step) bool { return a.on(s.Call.Range) }) {
			all = append(all, f.Finding)
		}
	}
	return all
}
