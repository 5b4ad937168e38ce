package rule

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/concurrencylint/concurrencylint/internal/link"
	"github.com/concurrencylint/concurrencylint/internal/linted"
	"github.com/concurrencylint/concurrencylint/internal/summary"
)

// Resolve turns what Collect found into findings: those that hold always, those
// whose function prog has on a request path, those that hold in prog, and those
// of r.Link. What is silenced is not among them.
func (r *Rule) Resolve(prog *link.Program, c Compiled) *Resolved {
	prog.Lock()
	defer prog.Unlock()
	res := &Resolved{Found: slices.Clone(c.Always)}
	for _, f := range c.OnPath {
		way := r.way(prog, f.Func)
		if way == nil {
			res.Open = append(res.Open, f)
			continue
		}
		if found := f.Along(way); r.Confirm == nil || r.Confirm(prog, found) {
			res.Found = append(res.Found, found)
		} else {
			res.Open = append(res.Open, f)
		}
	}
	for _, f := range c.InProgram {
		if f, ok := r.Complete(prog, f); ok {
			res.Found = append(res.Found, f)
		}
	}
	if r.Link != nil {
		r.Link(prog, func(f Finding) {
			f.Rule = r.Name
			f.Fixes = c.cures(f.Cure)
			res.Found = append(res.Found, f)
		})
	}
	slices.SortStableFunc(res.Found, func(a, b Finding) int { return a.Range.Compare(b.Range) })
	res.silence(prog)
	return res
}

// way returns the way to a function that counts for the rule.
func (r *Rule) way(prog *link.Program, key string) *link.Way {
	if r.Holds {
		return prog.HeldWay(key)
	}
	return prog.Way(key)
}

// cures returns the fix that was offered first under a key, if there is one.
func (c Compiled) cures(key string) []Fix {
	i := slices.IndexFunc(c.Offers, func(o Offer) bool { return o.Key == key })
	if i < 0 || len(c.Offers[i].Fix.Edits) == 0 {
		return nil
	}
	return []Fix{c.Offers[i].Fix}
}

// Within returns a Confirm for findings at most n calls away from a handler: the
// longer the way, the more decides whether a request takes it.
func Within(n int) func(*link.Program, Finding) bool {
	return func(_ *link.Program, f Finding) bool { return len(f.way.Steps) <= n }
}

// Along completes f, which is conditional, by the way from a handler to it.
func (f Finding) Along(way *link.Way) Finding {
	f.way = way
	f.Message = strings.ReplaceAll(f.Message, "{handler}", way.String())
	f.Related = slices.Clone(f.Related)
	for _, s := range way.Steps {
		f.Related = append(f.Related, Related{s.Call.Range, fmt.Sprintf("%q calls %q here", s.Caller.Name, s.Callee.Name)})
	}
	return f
}

// Way is how a handler gets to f; nil if f does not depend on that.
func (f Finding) Way() *link.Way { return f.way }

// Gist is the message of f with the way left out again: of several ways, another may
// be the shortest tomorrow.
func (f Finding) Gist() string {
	if f.way == nil {
		return f.Message
	}
	return strings.ReplaceAll(f.Message, f.way.String(), "{handler}")
}

// WithWay returns f with another way.
func (f Finding) WithWay(way *link.Way) Finding {
	f.way = way
	return f
}

// Wrap returns the analyzers with run around what each does. They require each
// other as before.
func Wrap(all []*analysis.Analyzer, run func(*analysis.Analyzer, *analysis.Pass) (any, error)) []*analysis.Analyzer {
	wrapped := map[*analysis.Analyzer]*analysis.Analyzer{}
	var out []*analysis.Analyzer
	for _, a := range all {
		w := new(*a)
		w.Run = func(pass *analysis.Pass) (any, error) {
			inner := *pass
			inner.ResultOf = maps.Clone(pass.ResultOf)
			for a, w := range wrapped {
				if result, ok := pass.ResultOf[w]; ok {
					inner.ResultOf[a] = result
				}
			}
			return run(a, &inner)
		}
		wrapped[a] = w
		out = append(out, w)
	}
	for _, w := range out {
		w.Requires = slices.Clone(w.Requires)
		for i, a := range w.Requires {
			w.Requires[i] = cmp.Or(wrapped[a], a)
		}
	}
	return out
}

// runModular is Run for drivers that know one package at a time.
func (r *Rule) runModular(pass *analysis.Pass) (Told, error) {
	compiled, err := r.compile(pass)
	if err != nil || !linted.Package(pass) {
		return nil, err
	}
	all := *compiled
	if r.NewFact != nil {
		for _, pf := range pass.AllPackageFacts() {
			if fact, ok := pf.Fact.(Fact); ok && pf.Package != pass.Pkg {
				all.OnPath = append(all.OnPath, fact.conditional().Findings...)
			}
		}
	}
	prog := pass.ResultOf[link.Analyzer].(func() *link.Program)()
	res := r.Resolve(prog, all)
	told := res.Told()
	if r.Repeats != nil {
		res.Yield(pass.ResultOf[r.Repeats.analyzer].(Told))
	}
	reportModular(pass, prog, res.Found)
	r.reportUseless(pass, res.Silenced)
	if r.NewFact != nil {
		own := keepOwn(pass, res.Open)
		if len(own) > 0 {
			fact := r.NewFact()
			fact.conditional().Findings = own
			pass.ExportPackageFact(fact)
		}
	}
	return told, nil
}

// keepOwn keeps the findings that stand in the package of pass. They carry no
// fixes on: a driver edits only the package at hand.
func keepOwn(pass *analysis.Pass, fs []Finding) []Finding {
	var own []Finding
	for _, f := range fs {
		if tokenPos(pass, f.Range).IsValid() {
			f.Fixes = nil
			own = append(own, f)
		}
	}
	return own
}

// reportModular reports what stands in the package of pass at its own place, and
// what stands in an imported package that a handler of this package reaches at
// the call that leaves the package, unless it is silenced there: one
// finding for all that is behind a call.
func reportModular(pass *analysis.Pass, prog *link.Program, found []Finding) {
	behind := map[token.Pos][]Finding{}
	var calls []summary.Range
	seen := map[string]bool{}
	for _, f := range found {
		at := f.Range
		if !tokenPos(pass, at).IsValid() {
			at = leavingCall(pass, f)
		}
		pos := tokenPos(pass, at)
		key := fmt.Sprint(pos, f.Range, f.Message)
		if _, silent := silenced(prog, f, at); silent || !pos.IsValid() || seen[key] {
			continue
		}
		seen[key] = true
		if at == f.Range {
			d := diagnostic(pass, at, f)
			d.SuggestedFixes = fixes(pass, f.Fixes)
			pass.Report(d)
			continue
		}
		if behind[pos] == nil {
			calls = append(calls, at)
		}
		behind[pos] = append(behind[pos], f)
	}
	for _, at := range calls {
		fs := behind[tokenPos(pass, at)]
		f := fs[0]
		if more := len(fs) - 1; more > 0 {
			f.Message = fmt.Sprintf("%s (at %s, and %d more behind this call)", f.Message, f.Range.Short(), more)
		} else {
			f.Message = fmt.Sprintf("%s (at %s)", f.Message, f.Range.Short())
		}
		pass.Report(diagnostic(pass, at, f))
	}
}

// diagnostic makes a diagnostic of f at a place in the package of pass.
func diagnostic(pass *analysis.Pass, at summary.Range, f Finding) analysis.Diagnostic {
	pos := tokenPos(pass, at)
	d := analysis.Diagnostic{
		Pos: pos, End: pos + token.Pos(at.EndOffset-at.Offset), Message: f.Message,
		Category: f.Rule, // editors show it as the code of the diagnostic, and link it
	}
	for _, rel := range f.Related {
		if p := tokenPos(pass, rel.Range); p.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{
				Pos: p, End: p + token.Pos(rel.Range.EndOffset-rel.Range.Offset), Message: rel.Message,
			})
		}
	}
	return d
}

// leavingCall finds the last call on the way to f that stands in this package,
// if the way starts in it: ways that start elsewhere are reported there.
func leavingCall(pass *analysis.Pass, f Finding) summary.Range {
	if f.way == nil || !tokenPos(pass, f.way.Handler.Range).IsValid() {
		return summary.Range{}
	}
	var at summary.Range
	for _, s := range f.way.Steps {
		if !tokenPos(pass, s.Call.Range).IsValid() {
			break
		}
		at = s.Call.Range
	}
	return at
}

func fixes(pass *analysis.Pass, fs []Fix) []analysis.SuggestedFix {
	var out []analysis.SuggestedFix
	for _, f := range fs {
		s := analysis.SuggestedFix{Message: f.Message}
		for _, e := range f.Edits {
			p := tokenPos(pass, e.Range)
			s.TextEdits = append(s.TextEdits, analysis.TextEdit{
				Pos: p, End: p + token.Pos(e.Range.EndOffset-e.Range.Offset), NewText: []byte(e.New),
			})
		}
		out = append(out, s)
	}
	return out
}

// tokenPos finds the start of r in the files of the pass; NoPos if it is not there.
func tokenPos(pass *analysis.Pass, r summary.Range) token.Pos {
	for _, f := range pass.Files {
		if tf := pass.Fset.File(f.FileStart); tf.Name() == r.Parsed() && r.Offset <= tf.Size() {
			return tf.Pos(r.Offset)
		}
	}
	return token.NoPos
}
